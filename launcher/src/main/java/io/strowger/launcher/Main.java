// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * The strowger program. Only the subcommand that is called is built: its options are read by
 * reflection, and most starts are a short question to a running process.
 */
public final class Main {
    private static final Map<String, Supplier<Object>> SUBCOMMANDS = new LinkedHashMap<>();

    static {
        SUBCOMMANDS.put("run", RunCommand::new);
        SUBCOMMANDS.put("location", LocationCommand::new);
        SUBCOMMANDS.put("node", NodeCommand::new);
        SUBCOMMANDS.put("switch", SwitchCommand::new);
        SUBCOMMANDS.put("chassis", ChassisCommand::new);
        SUBCOMMANDS.put("drain", DrainCommand::new);
        SUBCOMMANDS.put("link", LinkCommand::new);
        SUBCOMMANDS.put("bans", BansCommand::new);
        SUBCOMMANDS.put("config", ConfigCommand::new);
        SUBCOMMANDS.put("user", UserCommand::new);
        SUBCOMMANDS.put("number", NumberCommand::new);
        SUBCOMMANDS.put("binding", BindingCommand::new);
        SUBCOMMANDS.put("domain", DomainCommand::new);
        SUBCOMMANDS.put("import", ImportCommand::new);
        SUBCOMMANDS.put("backup", BackupCommand::new);
        SUBCOMMANDS.put("restore", RestoreCommand::new);
        SUBCOMMANDS.put("status", StatusCommand::new);
        SUBCOMMANDS.put("version", VersionCommand::new);
        SUBCOMMANDS.put(RehearseCommand.NAME, RehearseCommand::new);
    }

    private Main() {}

    /** Runs a subcommand and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(execute(List.of(arguments)));
    }

    /** Runs a subcommand; gives its exit code: 0 done, 1 failed, 2 wrongly called or configured. */
    static int execute(List<String> arguments) {
        return commandLine(arguments).execute(arguments.toArray(String[]::new));
    }

    /** The command line with the subcommand that the arguments name, or with all of them. */
    static CommandLine commandLine(List<String> arguments) {
        CommandLine line = new CommandLine(new StrowgerCommand());
        String called = arguments.isEmpty() ? "" : arguments.getFirst();
        SUBCOMMANDS.forEach(
                (name, command) -> {
                    if (!SUBCOMMANDS.containsKey(called) || name.equals(called)) {
                        line.addSubcommand(name, command.get());
                    }
                });
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setColorScheme(Terminal.colours());
        line.setParameterExceptionHandler(Main::wronglyCalled);
        line.setExecutionExceptionHandler(Main::failed);
        return line;
    }

    private static int wronglyCalled(CommandLine.ParameterException wrong, String[] arguments) {
        CommandLine line = wrong.getCommandLine();
        String problem = wrong.getMessage().lines().findFirst().orElse("wrong arguments");
        line.getErr().println("strowger: " + problem);
        String name = line.getCommandSpec().qualifiedName();
        line.getErr().println("Try '" + name + " --help'.");
        return 2;
    }

    private static int failed(
            Exception failure, CommandLine line, CommandLine.ParseResult arguments)
            throws Exception {
        if (failure instanceof CommandFailure expected) {
            expected.lines().forEach(text -> line.getErr().println("strowger: " + text));
            return expected.exitCode();
        }
        throw failure;
    }
}
