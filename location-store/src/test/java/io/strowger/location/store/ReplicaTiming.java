// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.RecordChange;
import io.strowger.location.RecordPosition;
import io.strowger.location.RecordTable;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Measures, on this machine and by hand: loading a replica of 1M bindings, loading it again, and following updates. */
final class ReplicaTiming {
    private static final int BATCH = 1000;
    private static final StoreConfig CONFIG =
            new StoreConfig(64L << 30, 1_000_000, 1L << 30, Duration.ofDays(1), false);

    private ReplicaTiming() {}

    @SuppressWarnings("SystemOut")
    public static void main(final String[] arguments) throws Exception {
        final Path directory = Path.of(arguments[0]);
        final int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        final PrintStream out = System.out;
        try (StoreFixture source = new StoreFixture(directory.resolve("source"), CONFIG);
                ReplicaFixture replica = new ReplicaFixture(directory.resolve("replica"), CONFIG)) {
            if (source.store.count(RecordTable.BINDING) == 0) {
                load(source, count);
            }
            read(source, count, out);
            for (final String what : new String[] {"empty or stale", "equal", "equal"}) {
                reload(source, replica, count, out, what);
            }
            for (final int group : new int[] {1, 1, 100}) {
                follow(source, replica, group, out);
            }
            out.printf(
                    "source %d MB, replica %d MB%n",
                    Files.size(directory.resolve("source/data.mdb")) >> 20,
                    Files.size(directory.resolve("replica/data.mdb")) >> 20);
            replica.assertInStepWith(source);
        }
    }

    private static void load(final StoreFixture source, final int count) {
        for (int from = 0; from < count; from += BATCH) {
            source.begin();
            for (int i = from; i < from + BATCH; i++) {
                source.bind(
                        String.format("u%06d@bench.test", i),
                        RecordChange.MUST_NOT_EXIST,
                        3_600_000L + i);
            }
            source.commit();
        }
    }

    private static void read(final StoreFixture source, final int count, final PrintStream out) {
        final long start = System.nanoTime();
        final byte[] sink = new byte[1 << 16];
        try (LoadReader reader = source.store.loadReader()) {
            RecordPosition at = RecordPosition.START;
            while (!at.equals(RecordPosition.END)) {
                final RecordPosition[] last = {RecordPosition.END};
                final int[] left = {256};
                reader.read(
                        at,
                        record -> {
                            if (left[0]-- == 0) {
                                return false;
                            }
                            record.value().getBytes(0, sink, 0, record.value().capacity());
                            if (left[0] == 0) {
                                last[0] = RecordPosition.of(record.table(), record.key());
                            }
                            return true;
                        });
                at = last[0];
            }
        }
        out.printf("slices read: %.0f records/s%n", count * 1e9 / (System.nanoTime() - start));
    }

    private static void reload(
            final StoreFixture source,
            final ReplicaFixture replica,
            final int count,
            final PrintStream out,
            final String what) {
        long start = System.nanoTime();
        long readNanos = 0;
        replica.writer.beginReload(source.store.state().birthDate());
        try (LoadReader reader = source.store.loadReader()) {
            RecordPosition at = RecordPosition.START;
            while (!at.equals(RecordPosition.END)) {
                final CopiedRecords copied = new CopiedRecords(256);
                final long readStart = System.nanoTime();
                reader.read(at, copied);
                readNanos += System.nanoTime() - readStart;
                final RecordPosition to = copied.isFull() ? copied.last() : RecordPosition.END;
                replica.writer.replaceRange(at, to, copied);
                at = to;
            }
        }
        replica.writer.endRound(source.store.state().level());
        final long endStart = System.nanoTime();
        final ReplicaStep end = replica.writer.endReload();
        final long nanos = System.nanoTime() - start;
        out.printf(
                "reload over %s: %s, %.0f records/s, without reading the source %.0f records/s, end %d ms%n",
                what,
                end,
                count * 1e9 / nanos,
                count * 1e9 / (nanos - readNanos),
                (System.nanoTime() - endStart) / 1_000_000);
        start = System.nanoTime();
        replica.store.sync();
        out.printf("sync: %d ms%n", (System.nanoTime() - start) / 1_000_000);
    }

    private static void follow(
            final StoreFixture source,
            final ReplicaFixture replica,
            final int group,
            final PrintStream out) {
        final int entries = 50_000;
        for (int i = 0; i < entries; i++) {
            source.bindAlone(String.format("u%06d@bench.test", i * 17), 9_000_000L + i);
        }
        final long start = System.nanoTime();
        replica.follow(source, group);
        out.printf(
                "follow, %d entries a transaction: %.0f entries/s%n",
                group, entries * 1e9 / (System.nanoTime() - start));
    }
}
