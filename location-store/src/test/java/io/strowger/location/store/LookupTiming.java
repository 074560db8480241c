// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.BindingSetView;
import io.strowger.location.LocationReader;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;

/** Figures by hand: {@code main directory [bindings]}. Loads, looks up, refreshes and prints nanoseconds and bytes. */
final class LookupTiming {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int BATCH = 1000;
    private static final int LOOKUPS = 2_000_000;
    private static final int COMMITS = 50_000;

    private final PrintStream out;
    private final StoreFixture fixture;
    private final int count;
    private final SplittableRandom random = new SplittableRandom(1);

    private LookupTiming(final StoreFixture fixture, final int count, final PrintStream out) {
        this.fixture = fixture;
        this.count = count;
        this.out = out;
    }

    @SuppressWarnings("SystemOut")
    public static void main(final String[] arguments) throws StoreOpenFailure, java.io.IOException {
        final Path directory = Path.of(arguments[0]);
        final int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        final StoreConfig config =
                new StoreConfig(64L << 30, 100_000, 1L << 28, Duration.ofDays(1), false);
        try (StoreFixture fixture = new StoreFixture(directory, config)) {
            final LookupTiming timing = new LookupTiming(fixture, count, System.out);
            if (fixture.store.count(RecordTable.BINDING) == 0) {
                timing.load();
            }
            timing.bytes(directory);
            for (int round = 0; round < 3; round++) {
                timing.lookups();
            }
            timing.refreshes(1, COMMITS);
            timing.refreshes(1, COMMITS);
            timing.refreshes(10, COMMITS / 5);
            timing.refreshes(BATCH, COMMITS / 100);
            timing.bytes(directory);
            final long start = System.nanoTime();
            timing.out.printf(
                    "verify %s in %d ms",
                    fixture.verify(), (System.nanoTime() - start) / 1_000_000);
        }
    }

    private static String aor(final int user) {
        return String.format("u%06d@bench.test", user);
    }

    private void load() {
        final long start = System.nanoTime();
        for (int from = 0; from < count; from += BATCH) {
            fixture.begin();
            for (int i = from; i < from + BATCH; i++) {
                fixture.bind(aor(i), RecordChange.MUST_NOT_EXIST, 3_600_000L + i);
            }
            fixture.commit();
        }
        final long nanos = System.nanoTime() - start;
        out.printf("load: %d bindings, %.0f/s%n", count, count * 1e9 / nanos);
    }

    private void bytes(final Path directory) throws java.io.IOException {
        out.printf(
                "bytes per binding: %.1f (records and expiry index), file %d MB%n",
                (double) fixture.store.sizeBytes(RecordTable.BINDING) / count,
                Files.size(directory.resolve("data.mdb")) >> 20);
    }

    private void lookups() {
        final long[] nanos = new long[LOOKUPS];
        final BindingSetView view = new BindingSetView();
        final UnsafeBuffer key = new UnsafeBuffer(new byte[18]);
        final byte[][] keys = new byte[100_000][];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = StoreFixture.bytes(aor(random.nextInt(count))).byteArray();
        }
        int found = 0;
        long cpu = CPU.getCurrentThreadCpuTime();
        try (LocationReader reader = fixture.store.reader()) {
            for (int i = 0; i < LOOKUPS; i++) {
                key.putBytes(0, keys[i % keys.length]);
                final long start = System.nanoTime();
                found += reader.bindings(key, 0, 18, view) ? view.count() : 0;
                reader.release();
                nanos[i] = System.nanoTime() - start;
            }
        }
        cpu = CPU.getCurrentThreadCpuTime() - cpu;
        out.printf("cpu %d ns per lookup%n", cpu / LOOKUPS);
        percentiles("lookup with begin and release, " + found + " found", nanos);
    }

    private void refreshes(final int batch, final int commits) {
        final long[] nanos = new long[commits];
        long expiry = 10_000_000L;
        final String[] names = new String[batch];
        final long cpu = CPU.getCurrentThreadCpuTime();
        final long allStart = System.nanoTime();
        for (int i = 0; i < commits; i++) {
            for (int j = 0; j < batch; j++) {
                names[j] = aor(random.nextInt(count));
            }
            final long start = System.nanoTime();
            fixture.begin();
            for (final String name : names) {
                fixture.bind(name, RecordChange.ANY_LEVEL, expiry++);
            }
            fixture.commit();
            nanos[i] = System.nanoTime() - start;
        }
        out.printf("cpu %d ns per commit%n", (CPU.getCurrentThreadCpuTime() - cpu) / commits);
        final double seconds = (System.nanoTime() - allStart) / 1e9;
        percentiles(
                String.format(
                        "commit of %d refreshes, %.0f records/s", batch, batch * commits / seconds),
                nanos);
    }

    private void percentiles(final String what, final long[] nanos) {
        Arrays.sort(nanos);
        out.printf(
                "%s: p50 %d ns, p99 %d ns, p99.9 %d ns, max %d us%n",
                what,
                nanos[nanos.length / 2],
                nanos[(int) (nanos.length * 0.99)],
                nanos[(int) (nanos.length * 0.999)],
                nanos[nanos.length - 1] / 1000);
    }
}
