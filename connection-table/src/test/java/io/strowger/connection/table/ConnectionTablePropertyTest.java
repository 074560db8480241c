// SPDX-License-Identifier: Apache-2.0
package io.strowger.connection.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.TransportProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Any operations in any order, beside a map that is too simple to be wrong: the same entries, counts
 * that a recount confirms, and a copy made from the changes alone with the same digest.
 */
class ConnectionTablePropertyTest {
    private static final int NODES = 5;
    private static final long SECOND = 1_000_000_000L;

    private static final class Known {
        private int node;
        private final int[] open = new int[MethodClass.COUNT];
    }

    private final Map<Long, Known> model = new HashMap<>();
    private final ConnectionTuple tuple = new ConnectionTuple().transport(TransportProtocol.WS);
    private long now;

    /** Spread: 0 is every hash at one of few places, so that every probe is long. */
    @ParameterizedTest
    @CsvSource({"1, 64, 0", "2, 64, 0", "3, 64, 1", "4, 2000, 1", "5, 1, 1", "6, 3, 0"})
    void countsAreThoseOfARecountAndACopyHasTheSameDigest(
            final long seed, final int limit, final int spread) {
        final var random = new SplittableRandom(seed);
        final var config = new ConnectionTableConfig(limit, NODES, Duration.ofSeconds(30));
        final var table = new ConnectionTable(config, 0);
        final var copy =
                new ConnectionTable(new ConnectionTableConfig(limit, NODES, Duration.ofDays(7)), 0);
        table.observe(new Copying(table, copy, model));
        int refused = 0;
        for (int i = 0; i < 60_000; i++) {
            now += random.nextLong(60 * SECOND / limit);
            final long callId = 1 + random.nextLong(2L * limit);
            final long low = spread == 0 ? -1 - callId % 3 : callId * 0x9E3779B97F4A7C15L;
            final int entry = table.find(callId, low);
            assertThat(entry != ConnectionTable.NONE).isEqualTo(model.containsKey(callId));
            if (entry != ConnectionTable.NONE) {
                change(table, entry, callId, random);
            } else if (!add(table, callId, low, random.nextInt(NODES))) {
                refused++;
            }
            if (i % 64 == 0) {
                table.age(now, limit / 4 + 1);
                check(table, copy);
            }
        }
        check(table, copy);
        assertThat(table.aged()).isPositive();
        assertThat(refused + table.evicted()).isPositive();
    }

    private boolean add(
            final ConnectionTable table, final long callId, final long low, final int node) {
        final int before = model.size();
        tuple.originating(callId, low, (int) callId & 0xFFFF).destination(1, node, 5060);
        final int added = table.add(callId, low, tuple, node, now);
        if (added == ConnectionTable.NONE) {
            assertThat(before).isEqualTo(table.config().entries());
            return false;
        }
        final Known known = new Known();
        known.node = node;
        model.put(callId, known);
        return true;
    }

    private void change(
            final ConnectionTable table,
            final int entry,
            final long callId,
            final SplittableRandom random) {
        final Known known = model.get(callId);
        assertThat(table.node(entry)).isEqualTo(known.node);
        final int methodClass = random.nextInt(MethodClass.COUNT);
        switch (random.nextInt(6)) {
            case 0 -> {
                known.node = random.nextInt(NODES);
                table.move(entry, known.node);
            }
            case 1, 2 -> {
                known.open[methodClass]++;
                assertThat(table.open(entry, MethodClass.of(methodClass))).isTrue();
            }
            case 3, 4 -> {
                while (known.open[methodClass] > 0) {
                    known.open[methodClass]--;
                    table.close(entry, MethodClass.of(methodClass));
                }
            }
            default -> table.touch(entry, now);
        }
    }

    private void check(final ConnectionTable table, final ConnectionTable copy) {
        assertThat(table.totals()).isEqualTo(table.recount());
        assertThat(table.size()).isEqualTo(model.size());
        for (int node = 0; node < NODES; node++) {
            final int at = node;
            final List<Known> here =
                    new ArrayList<>(model.values()).stream().filter(k -> k.node == at).toList();
            assertThat(table.entriesAtNode(node)).isEqualTo(here.size());
            for (final MethodClass each : MethodClass.values()) {
                assertThat(table.openAtNode(node, each))
                        .isEqualTo(here.stream().mapToInt(k -> k.open[each.ordinal()]).sum());
            }
        }
        assertThat(copy.digest().high()).isEqualTo(table.digest().high());
        assertThat(copy.digest().low()).isEqualTo(table.digest().low());
        assertThat(copy.size()).isEqualTo(table.size());
    }

    /** A copy that hears the changes alone, as a standby does. */
    private record Copying(ConnectionTable from, ConnectionTable to, Map<Long, Known> model)
            implements TableChanges {
        @Override
        public void onPut(final int entry) {
            final var tuple = new ConnectionTuple();
            from.readTuple(entry, tuple);
            final long high = from.callIdHigh(entry);
            final long low = from.callIdLow(entry);
            final int there = to.find(high, low);
            if (there == ConnectionTable.NONE) {
                to.add(high, low, tuple, from.node(entry), 0);
            } else {
                to.move(there, from.node(entry));
            }
        }

        @Override
        public void onRemoved(final long callIdHigh, final long callIdLow) {
            to.remove(to.find(callIdHigh, callIdLow));
            model.remove(callIdHigh);
        }
    }
}
