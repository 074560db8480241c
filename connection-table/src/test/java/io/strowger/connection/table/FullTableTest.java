// SPDX-License-Identifier: Apache-2.0
package io.strowger.connection.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A million Call-IDs: what they take, and that using them leaves nothing for the collector. */
class FullTableTest {
    private static final int ENTRIES = 1_000_000;
    private static final long LIMIT = 150_000_000;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final ConnectionTuple tuple = new ConnectionTuple();

    @Test
    void aMillionEntriesTakeAtMost150Megabytes() {
        final var table = filled();
        System.out.printf(
                "%d entries: %d bytes outside the heap%n", table.size(), table.bytesTaken());
        assertThat(table.bytesTaken()).isEqualTo(ConnectionTable.bytesFor(ENTRIES));
        assertThat(ConnectionTable.bytesFor(ENTRIES)).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void usingAFullTableAllocatesNothing() {
        final var table = filled();
        use(table, 300_000);
        final var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().threadId();
        final long allocated = threads.getThreadAllocatedBytes(thread);
        final long cpu = threads.getThreadCpuTime(thread);
        final int uses = 1_000_000;
        use(table, uses);
        final long nanos = threads.getThreadCpuTime(thread) - cpu;
        System.out.printf(
                "%d ns of CPU to find, touch, open, close, evict and add%n", nanos / uses);
        assertThat(threads.getThreadAllocatedBytes(thread) - allocated).isLessThan(uses);
        assertThat(table.evicted()).isEqualTo(300_000 + uses);
        assertThat(table.totals()).isEqualTo(table.recount());
    }

    private void use(final ConnectionTable table, final int times) {
        long next = table.evicted() + ENTRIES;
        for (int i = 0; i < times; i++) {
            next++;
            final int added = table.add(next, next * SPREAD, tuple, i & 3, next * 100_000);
            final int entry = table.find(next, next * SPREAD);
            assertThatSame(entry, added);
            table.touch(entry, next * 100_000);
            table.open(entry, MethodClass.INVITE);
            table.close(entry, MethodClass.INVITE);
        }
    }

    /** Without the garbage of an assertion library. */
    private static void assertThatSame(final int found, final int added) {
        if (found != added || found == ConnectionTable.NONE) {
            throw new AssertionError("found " + found + ", added " + added);
        }
    }

    private ConnectionTable filled() {
        final var table =
                new ConnectionTable(
                        new ConnectionTableConfig(ENTRIES, 4, Duration.ofMinutes(10)), 0);
        for (long i = 1; i <= ENTRIES; i++) {
            table.add(i, i * SPREAD, tuple, (int) i & 3, 0);
        }
        assertThat(table.size()).isEqualTo(ENTRIES);
        return table;
    }
}
