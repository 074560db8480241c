// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.RecordPosition;
import io.strowger.location.RecordTable;
import io.strowger.replication.Message.LoadKind;
import io.strowger.replication.Message.LoadRequest;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The round of a continuous reload (figure 6), and who is slow in it. */
class ReloadRoundTest {
    private static final long MILLI = 1_000_000;
    private static final int WINDOW = 1024 * 1024;

    private final History history = new History(History.BIRTH_DATE, 20);
    private final Sent sent = new Sent();

    private static LoadServerConfig config(final int recordsPerChunk) {
        return new LoadServerConfig(
                1, 8, 100_000_000, 1, recordsPerChunk, 20 * MILLI, 9000 * MILLI, 2000 * MILLI);
    }

    private LoadServer server(final MemoryStore store, final int recordsPerChunk) {
        final LoadServer server = new LoadServer(config(recordsPerChunk), store, sent);
        server.term(History.BIRTH_DATE, 3);
        return server;
    }

    private static LoadRequest records(final long id, final long received) {
        return new LoadRequest(id, History.BIRTH_DATE, LoadKind.CONTINUOUS, 0, 0, WINDOW, received);
    }

    /** Two chunks may be under way to it. */
    private static LoadRequest slow(final long id, final long received) {
        return new LoadRequest(id, History.BIRTH_DATE, LoadKind.CONTINUOUS, 0, 0, 1, received);
    }

    private static void work(final LoadServer server, final int turns, final long now) {
        for (int i = 0; i < turns; i++) {
            server.doWork(now);
        }
    }

    @Test
    void whoComesLateJoinsTheRoundAndLeavesAfterAFullOne() {
        final MemoryStore store = history.at(9);
        final LoadServer server = server(store, 1);
        server.onRequest(records(20, -1), 0);
        work(server, 2, 0);
        server.onRequest(records(21, -1), 0);
        work(server, 9, 0);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        20 <- GRANTED
                        20 <- records #0 (..k0] at 9
                        20 <- records #1 (k0..k1] at 9
                        21 <- GRANTED
                        20 <- records #2 (k1..k2] at 9
                        21 <- records #2 (k1..k2] at 9
                        20 <- records #3 (k2..] at 9
                        21 <- records #3 (k2..] at 9
                        21 <- records #4 (..k0] at 9
                        21 <- records #5 (k0..k1] at 9
                        """);
    }

    private static RecordPosition place(final String key) {
        return RecordPosition.of(
                RecordTable.BINDING.code(), new UnsafeBuffer(key.getBytes(StandardCharsets.UTF_8)));
    }

    /** As one that was loaded by another server until now. */
    @Test
    void whoHasAPartOfTheRecordsIsSentTheRest() {
        final LoadServer server = server(history.at(9), 1);
        server.onRequest(lacking(20, place("k0"), RecordPosition.END), 0);
        work(server, 9, 0);
        server.onRequest(lacking(21, RecordPosition.START, place("k1")), 0);
        work(server, 9, 0);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        20 <- GRANTED
                        20 <- records #0 (k0..k1] at 9
                        20 <- records #1 (k1..k2] at 9
                        20 <- records #2 (k2..] at 9
                        21 <- GRANTED
                        21 <- records #3 (..k0] at 9
                        21 <- records #4 (k0..k1] at 9
                        """);
    }

    private static LoadRequest lacking(
            final long id, final RecordPosition after, final RecordPosition to) {
        return new LoadRequest(
                id, History.BIRTH_DATE, LoadKind.CONTINUOUS, 0, 0, WINDOW, -1, after, to);
    }

    @Test
    void eightThatReloadTogetherCostTheReadsOfOne() {
        final long alone = readsForRequesters(1);
        final long together = readsForRequesters(8);
        assertThat(together).isLessThanOrEqualTo(alone + 1);
    }

    private long readsForRequesters(final int requesters) {
        final MemoryStore store = history.at(20);
        final LoadServer server = server(store, 1);
        for (int id = 0; id < requesters; id++) {
            server.onRequest(records(20 + id, -1), 0);
        }
        work(server, 50, 0);
        assertThat(sent.taken()).isPositive();
        return store.reads();
    }

    @Test
    void theRoundWaitsALittleForWhoIsSlowThenGoesOnAndComesBackToWhatThatOneLacks() {
        final MemoryStore store = history.at(9);
        final LoadServer server = server(store, 1);
        server.onRequest(slow(20, -1), 0);
        server.onRequest(records(21, -1), 0);
        work(server, 5, 0);
        sent.lines();
        work(server, 1, 19 * MILLI);
        assertThat(sent.lines()).isEmpty();
        work(server, 1, 20 * MILLI);
        assertThat(sent.lines()).isEqualTo("21 <- records #2 (k1..k2] at 9\n");

        server.onRequest(slow(20, 1), 21 * MILLI);
        work(server, 9, 21 * MILLI);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        20 <- records #3 (k2..] at 9
                        21 <- records #3 (k2..] at 9
                        20 <- records #4 (k1..k2] at 9
                        """);
        assertThat(store.reads()).isEqualTo(5);
    }

    @Test
    void whoWasLeftBehindIsNotWaitedForUntilHalfOfWhatIsUnderWayHasArrived() {
        final LoadServer server = server(history.at(9), 1);
        server.onRequest(slow(20, -1), 0);
        server.onRequest(records(21, -1), 0);
        work(server, 5, 0);
        work(server, 1, 20 * MILLI);
        sent.lines();
        work(server, 1, 20 * MILLI);
        assertThat(sent.lines()).isEqualTo("21 <- records #3 (k2..] at 9\n");

        server.onRequest(slow(20, 0), 21 * MILLI);
        work(server, 9, 21 * MILLI);
        assertThat(sent.lines()).isEqualTo("20 <- records #4 (k1..k2] at 9\n");
    }

    private static MemoryStore storeOf(final int records) {
        final MemoryStore store = new MemoryStore(false, 20).create(History.BIRTH_DATE);
        final Entries entry = new Entries().begin(History.BIRTH_DATE, 1, 1);
        for (int i = 0; i < records; i++) {
            entry.set("k" + (100 + i), "v");
        }
        store.apply(entry.end());
        return store;
    }

    /** Of the 17 chunks that may be under way to it, 4 or fewer are: it will soon have nothing to do. */
    @Test
    void theRoundGoesAsFastAsTheSlowestWhileNobodyHasToStandStillForIt() {
        final LoadServer server = server(storeOf(40), 1);
        server.onRequest(records(21, -1), 0);
        work(server, 4, 0);
        server.onRequest(slow(20, -1), 0);
        work(server, 2, 0);
        sent.lines();
        work(server, 1, 1000 * MILLI);
        assertThat(sent.lines()).isEmpty();

        server.onRequest(records(21, 0), 1000 * MILLI);
        work(server, 1, 1000 * MILLI);
        assertThat(sent.lines()).isEmpty();
        server.onRequest(records(21, 1), 1001 * MILLI);
        work(server, 1, 1001 * MILLI);
        work(server, 1, 1020 * MILLI);
        assertThat(sent.lines()).isEmpty();
        work(server, 1, 1021 * MILLI);
        assertThat(sent.lines()).isEqualTo("21 <- records #6 (k105..k106] at 1\n");
    }

    @Test
    void whoIsSlowForLongMakesTheOthersHalfAsSlowAgainAtMost() {
        final LoadServer server = server(storeOf(1000), 1);
        server.onRequest(records(21, -1), 0);
        server.onRequest(slow(20, -1), 0);
        long now = 0;
        long withoutTheSlow = 0;
        long sequence = 0;
        // A chunk a millisecond for the one, a chunk in ten for the other.
        for (; server.counters().get(ReplicationCounter.READS) < 900; now += MILLI) {
            final long before = server.counters().get(ReplicationCounter.READS);
            server.doWork(now);
            sequence += server.counters().get(ReplicationCounter.READS) - before;
            server.onRequest(records(21, sequence - 1), now);
            if (now % (10 * MILLI) == 0) {
                server.onRequest(slow(20, sequence - 1), now);
            }
            withoutTheSlow = sequence * MILLI;
        }
        assertThat(now).isBetween(withoutTheSlow * 11 / 10, withoutTheSlow * 3 / 2 + 30 * MILLI);
    }

    @Test
    void ofFourUnderWayTwoHaveToArriveBeforeItIsServedAgain() {
        final LoadServer server = server(storeOf(40), 1);
        final int window = 4 * WireLimits.FRAME;
        server.onRequest(
                new LoadRequest(20, History.BIRTH_DATE, LoadKind.CONTINUOUS, 0, 0, window, -1), 0);
        server.onRequest(records(21, -1), 0);
        work(server, 5, 0);
        work(server, 1, 20 * MILLI);
        sent.lines();
        server.onRequest(slow(20, 0), 20 * MILLI);
        work(server, 1, 20 * MILLI);
        assertThat(sent.lines()).isEqualTo("21 <- records #5 (k104..k105] at 1\n");
        server.onRequest(slow(20, 1), 20 * MILLI);
        work(server, 1, 20 * MILLI);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        20 <- records #6 (k105..k106] at 1
                        21 <- records #6 (k105..k106] at 1
                        """);
    }

    @Test
    void theRoundComesBackToWhatLiesBehindItThoughNothingIsLackingAhead() {
        final LoadServer server = server(history.at(9), 1);
        server.onRequest(records(22, -1), 0);
        work(server, 2, 0);
        server.onRequest(records(21, -1), 0);
        server.onRequest(slow(20, -1), 0);
        work(server, 3, 0);
        work(server, 2, 20 * MILLI);
        sent.lines();
        server.onRequest(slow(20, 3), 21 * MILLI);
        work(server, 1, 21 * MILLI);
        assertThat(sent.lines()).isEqualTo("20 <- records #6 (..k0] at 9\n");
    }

    @Test
    void whoNobodyHasTheWayToIsToldAgainAndThenGoesOnWhereItWas() {
        final LoadServer server = server(history.at(9), 1);
        server.onRequest(records(20, -1), 0);
        work(server, 1, 0);
        sent.takes(false);
        work(server, 5, MILLI);
        sent.takes(true);
        work(server, 9, 2 * MILLI);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        20 <- GRANTED
                        20 <- records #0 (..k0] at 9
                        20 <- GRANTED
                        20 <- records #2 (k1..k2] at 9
                        20 <- records #3 (k2..] at 9
                        20 <- records #4 (k0..k1] at 9
                        """);
    }

    /** Or its thread would never rest while a load is under way. */
    @Test
    void waitingForARequesterIsNoWork() {
        final LoadServer server = server(history.at(9), 1);
        server.onRequest(slow(20, -1), 0);
        assertThat(server.doWork(0)).isOne();
        assertThat(server.doWork(0)).isOne();
        assertThat(server.doWork(0)).isZero();
    }

    /** As when the server was started anew. */
    @Test
    void whoIsUnknownAndSaysHowFarItHasFollowedJoinsTheRound() {
        final LoadServer server = server(history.at(9), 10);
        server.onRequest(records(20, 77), 0);
        work(server, 3, 0);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        20 <- GRANTED
                        20 <- records #0 (..] at 9
                        """);
    }

    @Test
    void whoHasBeenSentEverythingIsSentItAgainWhenItAsksAnew() {
        final LoadServer server = server(history.at(9), 10);
        server.onRequest(records(20, -1), 0);
        work(server, 3, 0);
        server.onRequest(records(20, 0), 0);
        work(server, 3, 0);
        sent.lines();
        server.onRequest(records(20, -1), 0);
        work(server, 3, 0);
        assertThat(sent.lines()).isEqualTo("20 <- records #1 (..] at 9\n");
    }

    /** Who has everything asks for the entries since. */
    @Test
    void whoHasBeenSentEverythingAndRemindsUsLacksSomething() {
        final LoadServer server = server(history.at(9), 2);
        server.onRequest(records(20, -1), 0);
        work(server, 3, 0);
        server.onRequest(records(20, 0), 0);
        work(server, 3, 0);
        sent.lines();
        server.onRequest(records(20, 0), 300 * MILLI);
        work(server, 3, 300 * MILLI);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        20 <- records #2 (..k1] at 9
                        20 <- records #3 (k1..] at 9
                        """);
    }

    @Test
    void whoSaysThatItIsThereButTakesNothingIsDroppedInTheEnd() {
        final LoadServer server = server(history.at(9), 1);
        for (long millis = 0; millis < 9000; millis += 1000) {
            server.onRequest(slow(20, millis == 0 ? -1 : 0), millis * MILLI);
            work(server, 5, millis * MILLI);
        }
        // The first chunk had arrived by the second request.
        assertThat(server.requesters()).isOne();
        server.onRequest(slow(20, 0), 9999 * MILLI);
        work(server, 1, 9999 * MILLI);
        assertThat(server.requesters()).isOne();
        work(server, 1, 10_000 * MILLI);
        assertThat(server.requesters()).isZero();
    }
}
