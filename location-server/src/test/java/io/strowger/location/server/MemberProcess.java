// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.strowger.cluster.transport.ClusterSecret;
import io.strowger.cluster.transport.ClusterSecrets;
import io.strowger.location.DatabaseState;
import io.strowger.location.client.MemberAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A process that is one member of a location server. It answers each line on its input with a line about itself. */
final class MemberProcess {
    private MemberProcess() {}

    /** Arguments: directory, number of this member, secret, snapshot log bytes, members as host:port,host:port,… */
    public static void main(final String[] arguments) throws IOException {
        final Path directory = Path.of(arguments[0]);
        final int id = Integer.parseInt(arguments[1]);
        final LocationServerConfig config =
                config(
                        directory,
                        id,
                        new GroupConfig(
                                members(arguments[4]),
                                secrets(arguments[2]),
                                Boolean.getBoolean("sole.survivor")),
                        Long.parseLong(arguments[3]));
        final BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        Enrolment.complete(config, directory.resolve("database"), () -> false);
        try (RunningServer running = RunningServer.launch(directory, config)) {
            while (lines.readLine() != null) {
                System.out.println(line(running));
            }
        }
    }

    private static String line(final RunningServer running) {
        final LocationServerStatus status = running.server.status();
        final DatabaseState state = running.store.state();
        return String.join(
                " ",
                status.phase().name(),
                status.leader() ? "leader" : "follower",
                Long.toString(status.term()),
                Long.toString(state.level()),
                Long.toHexString(state.digestHigh()) + Long.toHexString(state.digestLow()),
                Long.toString(state.birthDate()),
                Long.toString(
                        ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis()),
                String.valueOf(status.fault()));
    }

    static LocationServerConfig config(
            final Path directory,
            final int id,
            final GroupConfig group,
            final long snapshotLogBytes) {
        return new LocationServerConfig(
                directory.resolve("log"),
                id,
                true,
                Duration.ofMillis(2),
                Duration.ofSeconds(2),
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                1 << 20,
                snapshotLogBytes,
                1 << 20,
                4096,
                group);
    }

    static ClusterSecrets secrets(final String text) {
        return ClusterSecrets.of(ClusterSecret.of(text.getBytes(StandardCharsets.US_ASCII)));
    }

    static List<MemberAddress> members(final String text) {
        return Stream.of(text.split(",", -1))
                .map(
                        member -> {
                            final int colon = member.lastIndexOf(':');
                            return new MemberAddress(
                                    member.substring(0, colon),
                                    Integer.parseInt(member.substring(colon + 1)));
                        })
                .toList();
    }
}
