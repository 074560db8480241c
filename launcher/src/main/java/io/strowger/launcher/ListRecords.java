// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.management.JsonText;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code list} of each collection: all pages, one line per record. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists them in the order of their keys.")
final class ListRecords implements Callable<Integer> {
    private static final int PAGE = 1000;

    @ParentCommand RecordCollection parent;
    @Spec CommandSpec spec;
    @Mixin ServerOptions server;

    @Option(names = "--after", paramLabel = "KEY", description = "Begin behind this one.")
    @Nullable String after;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: all).")
    long limit = Long.MAX_VALUE;

    @Override
    public Integer call() throws CommandFailure {
        RestClient client = server.client();
        RecordText text = new RecordText(spec.commandLine().getOut());
        String next = after;
        long left = limit;
        do {
            String query =
                    "?limit="
                            + Math.clamp(left, 1, PAGE)
                            + (next == null ? "" : "&after=" + RestClient.encode(next));
            Map<String, @Nullable Object> page =
                    client.get("/api/v1/" + parent.collection() + query).object();
            List<?> items = page.get("items") instanceof List<?> list ? list : List.of();
            for (Object item : items) {
                Map<String, @Nullable Object> record = JsonText.asObject(item);
                if (record != null && left-- > 0) {
                    if (server.json) {
                        text.json(record);
                    } else {
                        text.oneLine(record);
                    }
                }
            }
            next = page.get("next") instanceof String key ? key : null;
        } while (next != null && left > 0 && !spec.commandLine().getOut().checkError());
        return 0;
    }
}
