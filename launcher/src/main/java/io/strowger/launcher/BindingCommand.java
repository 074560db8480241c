// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

/** {@code strowger binding}. */
@Command(
        name = "binding",
        mixinStandardHelpOptions = true,
        description = "Bindings: the contacts that addresses have registered.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BindingCommand.Add.class,
            ShowRecord.class,
            ListRecords.class,
            RemoveRecord.class
        },
        footer = {
            "",
            "Examples:",
            "  strowger binding show alice@example.org",
            "  strowger binding add door@example.org sip:door@10.0.0.9:5060 --expires 31536000",
            "  strowger binding remove alice@example.org"
        })
final class BindingCommand implements RecordCollection {
    @Override
    public String collection() {
        return "bindings";
    }

    @Override
    public String keyField() {
        return "aor";
    }

    /** {@code strowger binding add}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Binds an address to contacts without a REGISTER.")
    static final class Add implements Callable<Integer> {
        @ParentCommand BindingCommand parent;
        @Spec CommandSpec spec;
        @Mixin AddOptions add;

        @Parameters(index = "0", paramLabel = "ADDRESS", description = "Such as alice@example.org.")
        String address;

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "CONTACT",
                description = "SIP URIs.")
        List<String> contacts = List.of();

        @Option(names = "--q", paramLabel = "Q", description = "Preference, 0 to 1 (default: 1).")
        @Nullable Double q;

        @Option(names = "--expires", paramLabel = "SECONDS", description = "Default: 3600.")
        @Nullable Long expires;

        @Option(names = "--path", description = "Path of RFC 3327.")
        @Nullable String path;

        @Override
        public Integer call() throws CommandFailure {
            List<Map<String, @Nullable Object>> bindings = new ArrayList<>();
            for (String contact : contacts) {
                Map<String, @Nullable Object> binding = new LinkedHashMap<>();
                binding.put("contact", contact);
                binding.put("q", q);
                binding.put("expires", expires);
                binding.put("path", path);
                bindings.add(binding);
            }
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("bindings", bindings);
            return add.put(parent, address, fields, spec.commandLine().getOut());
        }
    }
}
