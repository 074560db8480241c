// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.ConfigurationError;
import io.strowger.configuration.ConfigurationLoader;
import io.strowger.configuration.ConfigurationManual;
import io.strowger.configuration.ConfigurationOutcome;
import io.strowger.configuration.EffectiveConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code strowger config}. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "The configuration.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ConfigCommand.Check.class, ConfigCommand.Manual.class})
final class ConfigCommand {
    /** Loads, or fails with one line per error and exit code 2. */
    static ConfigurationOutcome.Accepted load(@Nullable Path file, List<String> settings)
            throws CommandFailure {
        return switch (ConfigurationLoader.load(file, settings)) {
            case ConfigurationOutcome.Accepted accepted -> accepted;
            case ConfigurationOutcome.Refused refused ->
                    throw new CommandFailure(
                            2, refused.errors().stream().map(ConfigurationError::line).toList());
        };
    }

    /** {@code strowger config check}. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description =
                    "Checks a file and prints the effective configuration, with where each value"
                            + " comes from.",
            footer = {"", "Example:", "  strowger config check strowger.yaml --set sip.auth=off"})
    static final class Check implements Callable<Integer> {
        @Spec CommandSpec spec;

        @Parameters(arity = "0..1", paramLabel = "FILE", description = "YAML (default: none).")
        @Nullable Path file;

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Laid over the file.")
        List<String> settings = List.of();

        @Override
        public Integer call() throws CommandFailure {
            spec.commandLine().getOut().print(EffectiveConfiguration.yaml(load(file, settings)));
            spec.commandLine().getOut().flush();
            return 0;
        }
    }

    /** {@code strowger config manual}. */
    @Command(
            name = "manual",
            mixinStandardHelpOptions = true,
            description = "Prints the manual of all options in Markdown.")
    static final class Manual implements Callable<Integer> {
        @Spec CommandSpec spec;

        @Override
        public Integer call() {
            spec.commandLine().getOut().print(ConfigurationManual.markdown());
            spec.commandLine().getOut().flush();
            return 0;
        }
    }
}
