// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code strowger version}. */
@Command(name = "version", description = "Shows the version of this program.")
final class VersionCommand implements Runnable {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().getOut().println(new ProgramVersion().getVersion()[0]);
    }
}
