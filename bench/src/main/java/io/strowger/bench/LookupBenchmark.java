// SPDX-License-Identifier: Apache-2.0
package io.strowger.bench;

import io.strowger.location.Binding;
import io.strowger.location.BindingSetEncoder;
import io.strowger.location.BindingSetView;
import io.strowger.location.LocationReader;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import io.strowger.location.store.LocationStore;
import io.strowger.location.store.StoreConfig;
import io.strowger.location.store.StoreOpenFailure;
import io.strowger.location.store.StoreWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One address-of-record among many, at random, each in a read transaction of its own. */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LookupBenchmark {
    private static final int BATCH = 1_000;

    @Param("1000000")
    public int bindings;

    /** Memory for the bindings, 0: the file's pages. */
    @Param({"1073741824", "0"})
    public long memory;

    private Path directory = Path.of("");
    private LocationStore store;
    private LocationReader reader;
    private final BindingSetView view = new BindingSetView();
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[64]);
    private long random = 88_172_645_463_325_252L;

    @Setup(Level.Trial)
    public void load() throws IOException, StoreOpenFailure {
        directory = Files.createTempDirectory("strowger-lookup");
        final CountersManager counters =
                new CountersManager(
                        new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 20)),
                        new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 18)));
        store =
                LocationStore.open(
                        directory, StoreConfig.standard().withBindingMemory(memory), counters);
        final StoreWriter writer = store.writer();
        writer.createDatabase(1);
        final UnsafeBuffer value = new UnsafeBuffer(new byte[1024]);
        final RecordChange change = new RecordChange();
        for (int from = 0; from < bindings; from += BATCH) {
            writer.beginBatch(1, from + 1L, 1_790_000_000_000L);
            for (int i = from; i < Math.min(bindings, from + BATCH); i++) {
                final int length = encode(i, value);
                change.reset(RecordTable.BINDING)
                        .key(key, 0, aor(i))
                        .expectedLevel(RecordChange.ANY_LEVEL)
                        .value(value, 0, length);
                writer.apply(change);
            }
            writer.commitBatch();
        }
        reader = store.reader();
        System.out.printf(
                "%d bindings, each takes %.0f bytes on disk, %.0f in memory%n",
                bindings,
                (double) store.sizeBytes(RecordTable.BINDING) / bindings,
                (double) bytesInMemory(counters) / bindings);
    }

    private static long bytesInMemory(final CountersManager counters) {
        final long[] bytes = {0};
        counters.forEach(
                (final long value, final int _, final String label) ->
                        bytes[0] += label.equals("strowger_location_memory_bytes") ? value : 0);
        return bytes[0];
    }

    private int encode(final int user, final UnsafeBuffer value) {
        final byte[] contact =
                "sip:u%07d@192.0.2.2:5060".formatted(user).getBytes(StandardCharsets.US_ASCII);
        final byte[] callId = "reg%d@192.0.2.2".formatted(user).getBytes(StandardCharsets.US_ASCII);
        final Binding binding =
                new Binding()
                        .contact(new UnsafeBuffer(contact), 0, contact.length)
                        .callId(new UnsafeBuffer(callId), 0, callId.length)
                        .cseq(1)
                        .expiresAtMillis(4_000_000_000_000L)
                        .registeredAtMillis(1_790_000_000_000L);
        final BindingSetEncoder encoder = new BindingSetEncoder().wrap(value, 0);
        if (!encoder.add(binding)) {
            throw new IllegalStateException("a binding that does not fit");
        }
        return encoder.length();
    }

    private int aor(final int user) {
        key.putByte(0, (byte) 'u');
        int rest = user;
        for (int at = 7; at > 0; at--) {
            key.putByte(at, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        return 8 + key.putStringWithoutLengthAscii(8, "@example.org");
    }

    @Benchmark
    public boolean lookup() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        final int length = aor((int) Math.floorMod(random, (long) bindings));
        final boolean found = reader.bindings(key, 0, length, view);
        reader.release();
        return found;
    }

    @TearDown(Level.Trial)
    public void delete() throws IOException {
        reader.close();
        store.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
