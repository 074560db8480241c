// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

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

/** {@code strowger number}. */
@Command(
        name = "number",
        mixinStandardHelpOptions = true,
        description = "Telephone numbers: where calls to them go.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            NumberCommand.Add.class,
            ShowRecord.class,
            ListRecords.class,
            RemoveRecord.class
        },
        footer = {
            "",
            "Examples:",
            "  strowger number add +49301234 --target sip:alice@example.org",
            "  strowger number add prefix:+49 --target 'sip:gw1@example.net|0|3' --target 'sip:gw2@example.net|0|1'",
            "  strowger number add range:+49301000-+49301999 --target sip:pbx@example.net",
            "  strowger number add default --target sip:gw@example.net"
        })
final class NumberCommand implements RecordCollection {
    @Override
    public String collection() {
        return "numbers";
    }

    @Override
    public String keyField() {
        return "number";
    }

    /** {@code strowger number add}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Adds a number, a prefix, a range or the default route.")
    static final class Add implements Callable<Integer> {
        @ParentCommand NumberCommand parent;
        @Spec CommandSpec spec;
        @Mixin AddOptions add;

        @Parameters(
                paramLabel = "NUMBER",
                description = "+49301234, prefix:+4930, range:+49301000-+49301999 or default.")
        String number;

        @Option(
                names = "--target",
                required = true,
                paramLabel = "URI[|PRIORITY[|WEIGHT]]",
                description =
                        "Where calls go; repeatable. Lower priorities first, shares by weight.")
        List<String> targets = List.of();

        @Override
        public Integer call() throws CommandFailure {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("targets", targets);
            return add.put(parent, number, fields, spec.commandLine().getOut());
        }
    }
}
