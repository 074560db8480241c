// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code strowger domain}. */
@Command(
        name = "domain",
        mixinStandardHelpOptions = true,
        description = "Domains: how each is served.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DomainCommand.Add.class,
            ShowRecord.class,
            ListRecords.class,
            RemoveRecord.class
        },
        footer = {
            "",
            "Examples:",
            "  strowger domain add example.org --auth required",
            "  strowger domain add example.net --service redirect --replace"
        })
final class DomainCommand implements RecordCollection {
    @Override
    public String collection() {
        return "domains";
    }

    @Override
    public String keyField() {
        return "name";
    }

    /** {@code strowger domain add}. */
    @Command(name = "add", mixinStandardHelpOptions = true, description = "Adds a domain.")
    static final class Add implements Callable<Integer> {
        @ParentCommand DomainCommand parent;
        @Spec CommandSpec spec;
        @Mixin AddOptions add;

        @Parameters(paramLabel = "NAME", description = "Such as example.org.")
        String name;

        @Option(
                names = "--service",
                paramLabel = "proxy|redirect",
                description = "How calls are served (default: as configured).")
        @Nullable String service;

        @Option(
                names = "--auth",
                paramLabel = "required|off",
                description = "Whether users authenticate (default: as configured).")
        @Nullable String auth;

        @Override
        public Integer call() throws CommandFailure {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("service", service);
            fields.put("auth", auth);
            return add.put(parent, name, fields, spec.commandLine().getOut());
        }
    }
}
