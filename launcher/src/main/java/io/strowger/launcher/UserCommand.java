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

/** {@code strowger user}. */
@Command(
        name = "user",
        mixinStandardHelpOptions = true,
        description = "Users: who may register and call.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UserCommand.Add.class,
            ShowRecord.class,
            ListRecords.class,
            RemoveRecord.class
        },
        footer = {
            "",
            "Examples:",
            "  strowger user add alice@example.org",
            "  strowger user add bob@example.org --password-file bob.secret --may-call-out",
            "  strowger user list --json"
        })
final class UserCommand implements RecordCollection {
    @Override
    public String collection() {
        return "users";
    }

    @Override
    public String keyField() {
        return "aor";
    }

    /** {@code strowger user add}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description =
                    "Adds a user. The password comes from --password-file, from STROWGER_PASSWORD, or"
                            + " is asked for; it is never an argument, where others could see it.")
    static final class Add implements Callable<Integer> {
        @ParentCommand UserCommand parent;
        @Spec CommandSpec spec;
        @Mixin AddOptions add;
        @Mixin PasswordSource password;

        @Parameters(paramLabel = "ADDRESS", description = "Such as alice@example.org.")
        String address;

        @Option(names = "--display-name", paramLabel = "TEXT", description = "Shown in lists.")
        @Nullable String displayName;

        @Option(names = "--realm", description = "Digest realm (default: the domain).")
        @Nullable String realm;

        @Option(
                names = "--service",
                paramLabel = "proxy|redirect",
                description = "How calls to this user are served (default: as its domain).")
        @Nullable String service;

        @Option(
                names = "--may-call-out",
                description = "May call foreign domains and outside numbers.")
        boolean mayCallOut;

        @Option(names = "--disabled", description = "May neither register nor call for now.")
        boolean disabled;

        @Override
        public Integer call() throws CommandFailure {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            String secret = password.read(address);
            if (secret != null) {
                fields.put("password", secret);
            }
            fields.put("enabled", !disabled);
            fields.put("mayCallOut", mayCallOut);
            fields.put("displayName", displayName);
            fields.put("realm", realm);
            fields.put("service", service);
            return add.put(parent, address, fields, spec.commandLine().getOut());
        }
    }
}
