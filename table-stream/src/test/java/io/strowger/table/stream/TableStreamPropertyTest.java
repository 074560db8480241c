// SPDX-License-Identifier: Apache-2.0
package io.strowger.table.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.connection.table.ConnectionTable;
import io.strowger.connection.table.ConnectionTuple;
import io.strowger.connection.table.MethodClass;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * A table that changes by chance and its copy over a link that loses, doubles, disorders and stops
 * frames; switches that start anew, and a copy that goes wrong by itself. When the link is well again
 * every entry of the one table is in the other, and nothing else. By seed.
 */
class TableStreamPropertyTest {
    private static final long FIRST = Long.getLong("stream.first", 1);
    private static final int SEEDS = Integer.getInteger("stream.seeds", 100);
    private static final int ENTRIES = 300;
    private static final int NODES = 4;
    private static final long MILLI = 1_000_000;
    private static final int FAULTY_MILLIS = 3_000;
    private static final int QUIET_MILLIS = 2_000;

    private static final class World implements StandbyListener {
        private final SplittableRandom chance;
        private final TableStreamConfig config =
                new TableStreamConfig(3, 100_000, 100, Duration.ofMillis(20));
        private final ConnectionTuple tuple = new ConnectionTuple();
        private final Deque<UnsafeBuffer> toStandby = new ArrayDeque<>();
        private final Deque<UnsafeBuffer> toActive = new ArrayDeque<>();
        private final List<Long> copies = new ArrayList<>();
        private ConnectionTable active = StreamLadder.table(ENTRIES, NODES);
        private ConnectionTable copy = StreamLadder.table(ENTRIES, NODES);
        private TableSource source;
        private TableStandby standby;
        private long term = 1;
        private boolean faulty = true;
        private long fullUntil;
        private int differences;
        private int overflows;
        private long now;

        World(final long seed) {
            chance = new SplittableRandom(seed);
            source = new TableSource(active, config, this::toStandby, term, now, now);
            standby = new TableStandby(copy, config, this::toActive, this, 0, now);
        }

        void play() {
            for (long milli = 0; milli < FAULTY_MILLIS + QUIET_MILLIS; milli++) {
                now = milli * MILLI;
                faulty = milli < FAULTY_MILLIS;
                if (faulty && chance.nextInt(400) == 0) {
                    fault();
                }
                final int changes = chance.nextInt(200) == 0 ? chance.nextInt(100) : 1;
                for (int i = 0; i < changes && milli < FAULTY_MILLIS + 200; i++) {
                    change();
                }
                source.doWork(now);
                deliver(toStandby, true);
                standby.doWork(now);
                deliver(toActive, false);
            }
            differences += (int) standby.get(StreamCounter.DIFFERENCES);
            overflows += (int) source.get(StreamCounter.OVERFLOWS);
            assertThat(standby.isInStep()).as("in step").isTrue();
            assertEqual();
        }

        private void fault() {
            switch (chance.nextInt(5)) {
                case 0 -> fullUntil = now + chance.nextInt(300) * MILLI;
                case 1 -> {
                    copy = StreamLadder.table(ENTRIES, NODES);
                    standby = new TableStandby(copy, config, this::toActive, this, 0, now);
                }
                case 2 -> {
                    active = StreamLadder.table(ENTRIES, NODES);
                    source = new TableSource(active, config, this::toStandby, ++term, now, now);
                }
                case 3 -> source = new TableSource(active, config, this::toStandby, term, now, now);
                default -> spoil();
            }
        }

        /** As a fault of the memory, or of the program, would. */
        private void spoil() {
            final int entry = copy.next(chance.nextInt(ENTRIES), ENTRIES);
            if (entry != ConnectionTable.NONE) {
                copy.move(entry, (copy.node(entry) + 1) % NODES);
            }
        }

        private void change() {
            final long id = 1 + chance.nextLong(2 * ENTRIES);
            final int entry = active.find(id, id);
            if (entry == ConnectionTable.NONE) {
                tuple.originating(1, chance.nextInt(4), 5_060).destination(2, id, 5_061);
                active.add(id, id, tuple, chance.nextInt(NODES), now);
            } else if (chance.nextInt(3) > 0) {
                active.move(entry, chance.nextInt(NODES));
            } else if (active.openAt(entry, MethodClass.INVITE) == 0) {
                active.remove(entry);
            }
        }

        private boolean toStandby(final DirectBuffer buffer, final int offset, final int length) {
            return now >= fullUntil && send(toStandby, buffer, offset, length);
        }

        private boolean toActive(final DirectBuffer buffer, final int offset, final int length) {
            return send(toActive, buffer, offset, length);
        }

        private boolean send(
                final Deque<UnsafeBuffer> link,
                final DirectBuffer buffer,
                final int offset,
                final int length) {
            final UnsafeBuffer bytes = new UnsafeBuffer(new byte[length]);
            bytes.putBytes(0, buffer, offset, length);
            final int what = faulty ? chance.nextInt(500) : 500;
            if (what > 0) {
                link.add(bytes);
            }
            if (what == 1) {
                link.add(bytes);
            }
            if (what == 2 && link.size() > 1) {
                link.addFirst(link.removeLast());
            }
            return true;
        }

        private void deliver(final Deque<UnsafeBuffer> link, final boolean isToStandby) {
            if (faulty && chance.nextInt(3) == 0) {
                return;
            }
            for (UnsafeBuffer each = link.poll(); each != null; each = link.poll()) {
                if (isToStandby) {
                    standby.onFrame(each, 0, each.capacity(), now);
                } else {
                    source.onFrame(each, 0, each.capacity(), now);
                }
            }
        }

        private void assertEqual() {
            assertThat(copy.size()).isEqualTo(active.size());
            final ConnectionTuple one = new ConnectionTuple();
            final ConnectionTuple other = new ConnectionTuple();
            final int end = active.end();
            for (int entry = active.next(0, end); entry >= 0; entry = active.next(entry + 1, end)) {
                final int there = copy.find(active.callIdHigh(entry), active.callIdLow(entry));
                assertThat(there).isNotEqualTo(ConnectionTable.NONE);
                assertThat(copy.node(there)).isEqualTo(active.node(entry));
                active.readTuple(entry, one);
                copy.readTuple(there, other);
                assertThat(other.isSameAs(one)).isTrue();
            }
        }

        @Override
        public void onInStep(final long number) {
            // The digest is not taken at its word.
            if (number == source.number()) {
                assertEqual();
            }
        }

        @Override
        public void onCopy(final CopyReason reason, final long number) {
            copies.add(number);
        }

        @Override
        public void onUnfit() {
            throw new AssertionError("tables of one size");
        }
    }

    @Test
    void theCopyEqualsTheTableWhateverTheLinkDoes() {
        long copies = 0;
        int differences = 0;
        int overflows = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            final World world = new World(seed);
            try {
                world.play();
            } catch (final AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
            copies += world.copies.size();
            differences += world.differences;
            overflows += world.overflows;
        }
        System.out.printf(
                "table stream: %d seeds, %d copies, %d copies that differed, %d overflows%n",
                SEEDS, copies, differences, overflows);
        assertThat(copies).isGreaterThan(SEEDS);
        if (SEEDS >= 100) {
            assertThat(differences).isPositive();
            assertThat(overflows).isPositive();
        }
    }
}
