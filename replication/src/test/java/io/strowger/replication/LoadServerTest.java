// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.replication.Message.LoadGrant;
import io.strowger.replication.Message.LoadKind;
import io.strowger.replication.Message.LoadRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The load server: figures 5 (protected log records), 6 (continuous reload) and 7 (incremental load). */
class LoadServerTest {
    private static final long MILLI = 1_000_000;
    private static final int WINDOW = 1024 * 1024;

    private final History history = new History(History.BIRTH_DATE, 20);
    private final Sent sent = new Sent();

    private static LoadServerConfig config(final int requesters, final int recordsPerChunk) {
        return new LoadServerConfig(
                1,
                requesters,
                100_000_000,
                1,
                recordsPerChunk,
                20 * MILLI,
                9000 * MILLI,
                2000 * MILLI);
    }

    private LoadServer server(final MemoryStore store, final LoadServerConfig config) {
        final LoadServer server = new LoadServer(config, store, sent);
        server.term(History.BIRTH_DATE, 3);
        return server;
    }

    private static LoadRequest entries(final long id, final long from, final int window) {
        return new LoadRequest(id, History.BIRTH_DATE, LoadKind.INCREMENTAL, from, 0, window, -1);
    }

    private static LoadRequest records(final long id, final long received) {
        return new LoadRequest(id, History.BIRTH_DATE, LoadKind.CONTINUOUS, 0, 0, WINDOW, received);
    }

    private static void work(final LoadServer server, final int turns, final long now) {
        for (int i = 0; i < turns; i++) {
            server.doWork(now);
        }
    }

    @Test
    void entriesAreSentLevelByLevelUntilTheRequesterIsCurrent() {
        final LoadServer server = server(history.at(9), config(4, 10));
        server.onRequest(entries(20, 5, WINDOW), 0);
        work(server, 3, 0);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        20 <- GRANTED
                        20 <- entries 5 6 7 8 9 end
                        """);
        assertThat(server.requesters()).isZero();
    }

    /** As the first request is answered before the way back is open. */
    @Test
    void nothingIsSentBeforeTheGrantHasGoneOut() {
        final LoadServer server = server(history.at(9), config(4, 2));
        sent.takes(false);
        server.onRequest(records(20, -1), 0);
        server.onRequest(entries(21, 5, WINDOW), 0);
        work(server, 9, 10 * MILLI);

        sent.takes(true);
        work(server, 1, 20 * MILLI);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        20 <- GRANTED
                        21 <- GRANTED
                        21 <- entries 5 6 7 8 9 end
                        20 <- records #0 (..k1] at 9
                        """);
    }

    @Test
    void itSaysTheNewestTermOfWhatItServesWhateverIsHeardOfOtherDatabases() {
        final FrameReader reader = new FrameReader();
        final List<Long> terms = new ArrayList<>();
        final LoadServer server =
                new LoadServer(
                        config(4, 10),
                        history.at(9),
                        (to, buffer, offset, length) -> {
                            if (reader.read(buffer, offset, length)
                                    instanceof final LoadGrant each) {
                                terms.add(each.term());
                            }
                            return true;
                        });
        final long[][] heard = {
            {History.BIRTH_DATE + 2, 9},
            {History.BIRTH_DATE, 3},
            {History.BIRTH_DATE, 5},
            {History.BIRTH_DATE, 4},
            {History.BIRTH_DATE - 1, 9},
            {History.BIRTH_DATE + 1, 1},
        };
        for (int i = 0; i < heard.length; i++) {
            server.term(heard[i][0], heard[i][1]);
            server.onRequest(entries(20 + i, 30, WINDOW), 0);
        }
        assertThat(terms).containsExactly(0L, 3L, 5L, 5L, 5L, 5L);
    }

    @Test
    void whenTheWindowIsUsedUpTheNextRequestIsWaitedFor() {
        final LoadServer server = server(history.at(9), config(4, 10));
        server.onRequest(entries(20, 5, 100), 0);
        work(server, 3, 0);
        server.onRequest(entries(20, 7, 100), 0);
        work(server, 3, 0);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        20 <- GRANTED
                        20 <- entries 5 6 end
                        20 <- entries 7 8 end
                        """);
        assertThat(server.requesters()).isOne();
    }

    @Test
    void aLargeEntryGoesInPartsAndIsContinuedWhereItWasLost() {
        final MemoryStore store = new MemoryStore(false, 20).create(History.BIRTH_DATE);
        final Entries entry = new Entries().begin(History.BIRTH_DATE, 1, 1);
        for (int i = 0; i < 10; i++) {
            entry.set("k" + i, "v".repeat(10_000));
        }
        store.apply(entry.end());
        final LoadServer server = server(store, config(4, 10));
        server.onRequest(entries(20, 1, WINDOW), 0);
        work(server, 3, 0);
        server.onRequest(
                new LoadRequest(20, History.BIRTH_DATE, LoadKind.INCREMENTAL, 1, 61377, WINDOW, -1),
                0);
        work(server, 3, 0);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        20 <- GRANTED
                        20 <- entries 1+0
                        20 <- entries 1+61377 end
                        20 <- GRANTED
                        20 <- entries 1+61377 end
                        """);
    }

    @Test
    void requestsThatCannotBeServedAreAnswered() {
        final MemoryStore store = new MemoryStore(false, 5).create(History.BIRTH_DATE);
        for (int level = 1; level <= 9; level++) {
            store.apply(history.entry(level));
        }
        final LoadServer server = server(store, config(1, 10));
        server.onRequest(entries(20, 10, WINDOW), 0);
        server.onRequest(entries(20, 4, WINDOW), 0);
        server.onRequest(new LoadRequest(20, 9, LoadKind.INCREMENTAL, 6, 0, WINDOW, -1), 0);
        server.onRequest(entries(20, 5, WINDOW), 0);
        server.onRequest(entries(21, 5, WINDOW), 0);
        store.beginReload(History.BIRTH_DATE);
        server.onRequest(records(22, -1), 0);
        server.doWork(0);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        20 <- NOTHING_NEWER
                        20 <- LOG_NO_LONGER_REACHES_BACK
                        20 <- OTHER_BIRTH_DATE
                        20 <- GRANTED
                        21 <- BUSY
                        22 <- NOT_COHERENT
                        20 <- NOT_COHERENT
                        """);
        assertThat(server.requesters()).isZero();
    }

    @Test
    void trimmingNeverTakesARecordFromUnderAReader() {
        final MemoryStore store = new MemoryStore(false, 3).create(History.BIRTH_DATE);
        for (int level = 1; level <= 5; level++) {
            store.apply(history.entry(level));
        }
        final LoadServer server = server(store, config(4, 10));
        server.onRequest(entries(20, 3, 40), 0);
        server.doWork(0);
        for (int level = 6; level <= 15; level++) {
            store.apply(history.entry(level));
        }
        assertThat(store.oldestLoggedLevel()).isEqualTo(3);
        server.onRequest(entries(20, 4, WINDOW), 1);
        work(server, 3, 1);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        20 <- GRANTED
                        20 <- entries 3 end
                        20 <- entries 4 5 6 7 8 9 10 11 12 13 14 15 end
                        """);
        store.apply(history.entry(16));
        assertThat(store.oldestLoggedLevel()).isEqualTo(14);
    }

    @Test
    void aRequesterThatFallsSilentLetsGoOfTheLog() {
        final MemoryStore store = new MemoryStore(false, 3).create(History.BIRTH_DATE);
        for (int level = 1; level <= 5; level++) {
            store.apply(history.entry(level));
        }
        final LoadServer server = server(store, config(4, 10));
        server.onRequest(entries(20, 3, 40), 0);
        work(server, 1, 0);
        work(server, 1, 1999 * MILLI);
        assertThat(server.requesters()).isOne();
        work(server, 1, 2000 * MILLI);
        assertThat(server.requesters()).isZero();
        store.apply(history.entry(6));
        assertThat(store.oldestLoggedLevel()).isEqualTo(4);
        assertThat(server.counters().get(ReplicationCounter.REQUESTERS_DROPPED)).isOne();
    }

    @Test
    void eachRangeIsReadAtTheLevelOfItsTime() {
        final MemoryStore store = history.at(6);
        final LoadServer server = server(store, config(4, 2));
        server.onRequest(records(20, -1), 0);
        server.doWork(0);
        store.apply(history.entry(7));
        store.apply(history.entry(8));
        server.doWork(0);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        20 <- GRANTED
                        20 <- records #0 (..k2] at 6
                        20 <- records #1 (k2..] at 8
                        """);
        // What came after the join can still be asked for.
        assertThat(store.oldestLoggedLevel()).isLessThanOrEqualTo(7);
    }

    @Test
    void theRateIsKept() {
        final LoadServer server =
                new LoadServer(
                        new LoadServerConfig(
                                1, 8, 1_000_000, 100, 1, 20 * MILLI, 9000 * MILLI, 9000 * MILLI),
                        largeStore(),
                        sent);
        server.onRequest(entries(20, 1, 4 * WINDOW), 0);
        for (long now = 0; now < 1000 * MILLI; now += MILLI) {
            server.doWork(now);
        }
        assertThat(server.counters().get(ReplicationCounter.BYTES_SENT))
                .isBetween(950_000L, 1_130_000L);
    }

    private static MemoryStore largeStore() {
        final MemoryStore store = new MemoryStore(false, 1000).create(History.BIRTH_DATE);
        for (int level = 1; level <= 200; level++) {
            store.apply(
                    new Entries()
                            .begin(History.BIRTH_DATE, 1, level)
                            .set("k", "v".repeat(15_000))
                            .end());
        }
        return store;
    }
}
