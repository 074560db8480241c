// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code strowger location} on a host of a test's network, and its REST as somebody on that host sees it. */
final class LocationMember implements AutoCloseable {
    private final Path directory;
    private final Network network;
    private final int id;
    private final List<String> settings;
    private int starts;
    private CapturedProcess process;

    private LocationMember(
            final Path directory,
            final Network network,
            final int id,
            final List<String> settings) {
        this.directory = directory;
        this.network = network;
        this.id = id;
        this.settings = settings;
        process = launch();
    }

    /**
     * Starts a member, without waiting for anything.
     *
     * @param members all of them, as the configuration names them
     */
    static LocationMember start(
            final Path directory,
            final Network network,
            final int id,
            final String members,
            final Path secret) {
        return new LocationMember(
                directory,
                network,
                id,
                List.of(
                        "location.members=" + members,
                        "location.member=" + id,
                        "cluster.secret-file=" + secret,
                        "management.http=127.0.0.1:8080",
                        "data=" + directory.resolve("member" + id)));
    }

    private CapturedProcess launch() {
        final List<String> arguments = new ArrayList<>(List.of("location"));
        settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        starts++;
        return CapturedProcess.start(
                directory,
                "member" + id + "-" + starts,
                network.on(id, Product.command(arguments.toArray(String[]::new))));
    }

    int id() {
        return id;
    }

    LocationMember awaitReady() {
        await().pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofMinutes(2))
                .failFast(process::assertAlive)
                .until(() -> process.out().contains("strowger ready"));
        return this;
    }

    /** SIGKILL. */
    void kill() {
        process.kill();
    }

    void startAgain() {
        process = launch();
    }

    String log() {
        return process.err();
    }

    /** Puts a user; the status code of the answer, 0 when there was none. */
    int putUser(final String user) {
        final String code =
                curl(
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        "-X",
                        "PUT",
                        "-H",
                        "Content-Type: application/json",
                        "-d",
                        "{\"password\":\"secret\"}",
                        "http://127.0.0.1:8080/api/v1/users/" + user);
        return code.isEmpty() ? 0 : Integer.parseInt(code);
    }

    boolean hasUser(final String user) {
        return curl(
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        "http://127.0.0.1:8080/api/v1/users/" + user)
                .equals("200");
    }

    /** Level, digest and birth date, and whether changes are committed now. */
    String state() {
        final String status = curl("http://127.0.0.1:8080/api/v1/status");
        return member(status, "birthDate")
                + " "
                + member(status, "level")
                + " "
                + member(status, "digest")
                + " "
                + member(status, "operationalStatus");
    }

    boolean leads() {
        return member(curl("http://127.0.0.1:8080/api/v1/status"), "role").equals("active");
    }

    private String curl(final String... arguments) {
        final List<String> command = new ArrayList<>(List.of("curl", "-s", "-m", "8"));
        command.addAll(List.of(arguments));
        return Network.run(network.on(id, command)).out();
    }

    private static String member(final String json, final String name) {
        final Matcher matcher =
                Pattern.compile("\"" + name + "\"\\s*:\\s*(\"[^\"]*\"|[^,}\\]\\s]+)").matcher(json);
        return matcher.find() ? matcher.group(1).replaceAll("^\"|\"$", "") : "?";
    }

    @Override
    public void close() {
        process.close();
    }
}
