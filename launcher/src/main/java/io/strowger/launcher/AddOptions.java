// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.management.JsonText;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all {@code add} subcommands have in common. */
final class AddOptions {
    @Mixin ServerOptions server;

    @Option(names = "--replace", description = "Write over one that exists.")
    boolean replace;

    /** Writes the record and says so. */
    int put(
            RecordCollection kind,
            String key,
            Map<String, @Nullable Object> fields,
            PrintWriter out)
            throws CommandFailure {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        if (!replace) {
            headers.put("If-None-Match", "*");
        }
        byte[] body = JsonText.write(fields).getBytes(StandardCharsets.UTF_8);
        RestClient.Response response =
                server.client().send("PUT", RestClient.path(kind.collection(), key), headers, body);
        if (response.status() == 412) {
            throw new CommandFailure(key + " exists already; --replace writes over it");
        }
        RestClient.successful(response);
        new RecordText(out)
                .change(replace ? "written" : "added", kind, response.object(), server.json);
        return 0;
    }
}
