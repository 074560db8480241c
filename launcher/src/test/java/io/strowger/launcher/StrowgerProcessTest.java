// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrowgerProcessTest {
    @TempDir Path directory;

    @Test
    void whatIsOpenedLastIsClosedFirstAfterDraining() throws Exception {
        RunningProcess running = new RunningProcess(directory);
        assertThat(running.process.isReady()).isTrue();
        assertThat(running.process.readyLine())
                .matches(
                        "strowger ready: sip udp:127\\.0\\.0\\.1:5070; http 127\\.0\\.0\\.1:[0-9]+; data .*; after [0-9]+ ms");
        running.close();
        assertThat(running.process.isReady()).isFalse();
        assertThat(running.sides.events)
                .containsExactly(
                        "location opened",
                        "sip opened",
                        "sip drained",
                        "sip closed",
                        "location closed");
    }

    @Test
    void aDirectoryIsUsedByOneProcessAtATime() throws Exception {
        RunningProcess first = new RunningProcess(directory);
        assertThatThrownBy(() -> new RunningProcess(directory))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(
                        "data directory "
                                + directory
                                + " is in use by process "
                                + ProcessHandle.current().pid());
        first.close();
        new RunningProcess(directory).close();
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> new RunningProcess(file.resolve("data")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith("cannot use data directory " + file);
    }

    @Test
    void aTakenPortIsNamedAndEverythingElseClosedAgain() throws Exception {
        InMemorySides sides = new InMemorySides();
        try (RunningProcess first = new RunningProcess(directory.resolve("one"))) {
            var config = RunningProcess.config(directory.resolve("two"));
            var taken =
                    new io.strowger.configuration.Endpoint(
                            config.management().http().address(), first.process.httpPort());
            var same =
                    new io.strowger.configuration.StrowgerConfig(
                            config.sip(),
                            new io.strowger.configuration.ManagementConfig(taken, null),
                            config.data(),
                            config.location(),
                            config.replication(),
                            config.switches(),
                            config.chassis(),
                            config.cluster(),
                            config.log());
            assertThatThrownBy(() -> StrowgerProcess.start(same, sides))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessage(
                            "cannot listen on management.http "
                                    + taken
                                    + ": Address already in use");
        }
        assertThat(sides.events).containsExactly("location opened", "location closed");
    }

    @Test
    void aSideThatDoesNotStartEndsTheStart() {
        InMemorySides sides = new InMemorySides();
        sides.sipFailure = "udp:0.0.0.0:5060: Address already in use";
        assertThatThrownBy(() -> StrowgerProcess.start(RunningProcess.config(directory), sides))
                .hasMessage(sides.sipFailure);
        assertThat(sides.events).containsExactly("location opened", "location closed");

        InMemorySides refusing = new InMemorySides();
        refusing.serving = false;
        assertThatThrownBy(() -> StrowgerProcess.start(RunningProcess.config(directory), refusing))
                .hasMessage(
                        "the location server does not serve: refused: log and database do not belong together");
    }

    @Test
    void aProcessWhoseLocationServerIsAwayIsNotReadyButSaysWhy() throws Exception {
        try (RunningProcess running = new RunningProcess(directory)) {
            running.sides.serving = false;
            assertThat(running.process.isReady()).isFalse();
            assertThat(running.process.status().node().operationalStatus())
                    .startsWith("ready, but refused");
        }
    }

    @Test
    void aWrongTokensFileEndsTheStartWithCodeTwo() throws Exception {
        Path tokens = Files.writeString(directory.resolve("tokens"), "nobody x\n");
        assertThatThrownBy(
                        () ->
                                StrowgerProcess.start(
                                        RunningProcess.config(
                                                directory, "management.tokens-file=" + tokens),
                                        new InMemorySides()))
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(2))
                .hasMessageStartingWith(tokens + ":1: expected");
    }

    @Test
    void callsPerSecondCoverTheLastFewSeconds() {
        CallRate rate = new CallRate();
        long second = 1_000_000_000L;
        rate.sample(0, 0);
        assertThat(rate.perSecond()).isZero();
        rate.sample(100, second);
        assertThat(rate.perSecond()).isEqualTo(100);
        for (int i = 2; i <= 20; i++) {
            rate.sample(100 + 10L * (i - 1), i * second);
        }
        assertThat(rate.perSecond()).isEqualTo(10);
    }
}
