// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.StrowgerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Starts a process in a directory of its own, has phones register and call, uses every command on it and stops it,
 * so that the JDK can write down which classes a start needs (JEP 514) and which methods are hot (JEP 515). Called once
 * after a build.
 */
@Command(name = RehearseCommand.NAME, hidden = true, description = "Trains the AOT cache.")
final class RehearseCommand implements Callable<Integer> {
    static final String NAME = "rehearse";

    private static final System.Logger LOG = System.getLogger("strowger.launcher");

    private static final int USERS = 1_000;
    private static final int REGISTRATIONS = 20;
    private static final int CALLS = 10_000;
    private static final Duration FLOOD = Duration.ofSeconds(4);

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("strowger-rehearsal");
        try {
            rehearse(directory);
            rehearseCluster(directory);
            return 0;
        } finally {
            remove(directory);
        }
    }

    /** What cannot be rehearsed starts all the same, only slower, so the rest is kept. */
    private static void rehearseCluster(Path directory) throws IOException {
        try {
            RehearsalCluster.play(Files.createDirectory(directory.resolve("cluster")));
        } catch (CommandFailure | IOException | RuntimeException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the processes of a cluster were not rehearsed: " + failure.getMessage());
        }
    }

    private static void rehearse(Path directory) throws CommandFailure, IOException {
        StrowgerConfig config = ConfigCommand.load(null, settings(directory)).config();
        LogOutput.install(config.log());
        Path password = Files.writeString(directory.resolve("password"), "rehearsal\n");
        Path users = directory.resolve("users.csv");
        Files.writeString(users, csv(), StandardCharsets.UTF_8);
        try (StrowgerProcess process = StrowgerProcess.start(config, new EmbeddedParts())) {
            process.tick();
            process.readyLine();
            play(process, USERS, REGISTRATIONS, CALLS);
            String url = "http://127.0.0.1:" + process.httpPort();
            refuse(process, url);
            command(
                    "user",
                    "add",
                    "a@example.org",
                    "--password-file",
                    password.toString(),
                    "--url",
                    url);
            command("number", "add", "prefix:+49", "--target", "sip:gw@example.net", "--url", url);
            command("domain", "add", "example.org", "--auth", "required", "--url", url);
            command("binding", "add", "a@example.org", "sip:a@127.0.0.1:5099", "--url", url);
            command("user", "show", "a@example.org", "--url", url);
            command("binding", "list", "--json", "--url", url);
            command("import", users.toString(), "--url", url);
            command("user", "remove", "a@example.org", "--url", url);
            command("backup", directory.resolve("backup").toString(), "--url", url);
            command("status", "--url", url);
            command("config", "check", "--set", "log.format=json");
            command("version");
            command("user", "--help");
            process.tick();
        }
    }

    /** Short timers, so that transactions end while others begin, as they do all day. */
    private static List<String> settings(Path directory) {
        return List.of(
                "sip.listen=[udp:127.0.0.1:0,tcp:127.0.0.1:0]",
                "management.http=127.0.0.1:0",
                "sip.timers.t1=20ms",
                "sip.timers.t4=200ms",
                "data=" + directory.resolve("data"));
    }

    /** What a router does all day: the JDK keeps which methods are hot, so a later start compiles them at once. */
    static void play(StrowgerProcess process, int users, int registrations, int calls)
            throws IOException {
        try (RehearsalPhones phones = new RehearsalPhones(udpAddress(process))) {
            phones.register(users, registrations);
            phones.call(users, calls);
        }
    }

    /** What a router does with more than it can do has to be fast above all. */
    private static void refuse(StrowgerProcess process, String url)
            throws CommandFailure, IOException {
        command("bans", "limits", "queueMillis=1", "--url", url);
        try (RehearsalPhones phones = new RehearsalPhones(udpAddress(process))) {
            phones.register(USERS, 1);
            int refused = phones.flood(USERS, FLOOD);
            LOG.log(System.Logger.Level.DEBUG, "calls refused in the rehearsal: " + refused);
        }
        command("bans", "limits", "queueMillis=200", "--url", url);
    }

    private static String udpAddress(StrowgerProcess process) {
        return process.listening().getFirst().substring("udp:".length());
    }

    private static String csv() {
        StringBuilder csv = new StringBuilder("aor,password\n");
        for (int i = 0; i < 5000; i++) {
            csv.append("user").append(i).append("@example.org,secret\n");
        }
        return csv.toString();
    }

    static void command(String... arguments) throws CommandFailure {
        if (Main.execute(List.of(arguments)) != 0) {
            throw new CommandFailure("rehearsal: " + String.join(" ", arguments) + " failed");
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
