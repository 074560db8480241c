// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code remove KEY} of each collection. */
@Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes one.")
final class RemoveRecord implements Callable<Integer> {
    @ParentCommand RecordCollection parent;
    @Spec CommandSpec spec;
    @Mixin ServerOptions server;

    @Parameters(paramLabel = "KEY", description = "Which one.")
    String key;

    @Override
    public Integer call() throws CommandFailure {
        String path = RestClient.path(parent.collection(), key);
        RestClient.Response response =
                RestClient.successful(server.client().send("DELETE", path, Map.of(), null));
        new RecordText(spec.commandLine().getOut())
                .change("removed", parent, response.object(), server.json);
        return 0;
    }
}
