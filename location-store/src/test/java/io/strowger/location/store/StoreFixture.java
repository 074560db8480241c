// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.Binding;
import io.strowger.location.BindingSetEncoder;
import io.strowger.location.Limits;
import io.strowger.location.NumberRouteEncoder;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/** An open store with the short words that tests use. */
final class StoreFixture implements AutoCloseable {
    static final long BIRTH_DATE = 4711L << 20;
    static final StoreConfig CONFIG =
            new StoreConfig(1L << 30, 1000, 1L << 26, Duration.ofDays(1), false);

    final CountersManager counters = newCounters();
    final LocationStore store;
    final StoreWriter writer;
    private final RecordChange change = new RecordChange();
    private final Binding binding = new Binding();
    private final BindingSetEncoder encoder = new BindingSetEncoder();
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[Limits.VALUE]);
    private long position;

    StoreFixture(final Path directory) throws StoreOpenFailure {
        this(directory, CONFIG);
    }

    StoreFixture(final Path directory, final StoreConfig config) throws StoreOpenFailure {
        store = LocationStore.open(directory, config, counters);
        writer = store.writer();
        if (!store.state().exists()) {
            writer.createDatabase(BIRTH_DATE);
        }
        position = store.appliedLogPosition();
    }

    static CountersManager newCounters() {
        return new CountersManager(
                new UnsafeBuffer(ByteBuffer.allocateDirect(64 * CountersReader.METADATA_LENGTH)),
                new UnsafeBuffer(ByteBuffer.allocateDirect(64 * CountersReader.COUNTER_LENGTH)));
    }

    static UnsafeBuffer bytes(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static String text(final org.agrona.DirectBuffer buffer) {
        final byte[] copy = new byte[buffer.capacity()];
        buffer.getBytes(0, copy);
        return new String(copy, StandardCharsets.ISO_8859_1);
    }

    void begin() {
        writer.beginBatch(1, ++position, 0);
    }

    CommitOutcome commit() {
        return writer.commitBatch();
    }

    /** Sets the bindings of an address-of-record: one contact for each expiry. */
    ApplyOutcome bind(final String aor, final long expected, final long... expiriesMillis) {
        encoder.wrap(value, 0);
        for (int i = 0; i < expiriesMillis.length; i++) {
            final UnsafeBuffer contact = bytes("sip:" + aor.replace('@', '-') + "@192.0.2.1:" + i);
            binding.reset()
                    .contact(contact, 0, contact.capacity())
                    .callId(bytes("reg1@bench"), 0, 10)
                    .cseq(1)
                    .expiresAtMillis(expiriesMillis[i]);
            encoder.add(binding);
        }
        return apply(RecordTable.BINDING, bytes(aor), expected, encoder.length());
    }

    ApplyOutcome route(final byte[] key, final String uri) {
        final NumberRouteEncoder route = new NumberRouteEncoder().wrap(value, 0);
        final UnsafeBuffer target = bytes(uri);
        route.add(target, 0, target.capacity(), 1, 1);
        return apply(
                RecordTable.NUMBER, new UnsafeBuffer(key), RecordChange.ANY_LEVEL, route.length());
    }

    ApplyOutcome secret(final String name, final long expected, final String secret) {
        value.putStringWithoutLengthAscii(0, secret);
        return apply(RecordTable.SECRET, bytes(name), expected, secret.length());
    }

    private ApplyOutcome apply(
            final RecordTable table,
            final UnsafeBuffer key,
            final long expected,
            final int length) {
        return writer.apply(
                change.reset(table)
                        .key(key, 0, key.capacity())
                        .expectedLevel(expected)
                        .value(value, 0, length));
    }

    /** One batch with one change. */
    CommitOutcome bindAlone(final String aor, final long... expiriesMillis) {
        begin();
        bind(aor, RecordChange.ANY_LEVEL, expiriesMillis);
        return commit();
    }

    VerifyOutcome verify() {
        return store.verify((_, _, _) -> {});
    }

    /** The value of the counter with this label. */
    long counter(final String label) {
        final long[] found = {-1};
        counters.forEach(
                (long counted, int _, String name) -> {
                    if (name.equals(label)) {
                        found[0] = counted;
                    }
                });
        return found[0];
    }

    @Override
    public void close() {
        store.close();
    }
}
