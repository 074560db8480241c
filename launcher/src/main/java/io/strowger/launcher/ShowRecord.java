// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code show KEY} of each collection. */
@Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one.")
final class ShowRecord implements Callable<Integer> {
    @ParentCommand RecordCollection parent;
    @Spec CommandSpec spec;
    @Mixin ServerOptions server;

    @Parameters(paramLabel = "KEY", description = "Which one.")
    String key;

    @Override
    public Integer call() throws CommandFailure {
        RestClient.Response response =
                server.client().get(RestClient.path(parent.collection(), key));
        RecordText text = new RecordText(spec.commandLine().getOut());
        if (server.json) {
            text.json(response.object());
        } else {
            text.lines(response.object());
        }
        return 0;
    }
}
