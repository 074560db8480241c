// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.Binding;
import io.strowger.location.BindingSetEncoder;
import io.strowger.location.Limits;
import io.strowger.location.LocationReader;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import io.strowger.location.client.BlockingLocationUpdates;
import io.strowger.location.client.PendingUpdate;
import io.strowger.location.client.UpdateOutcome;
import io.strowger.location.store.LocationStore;
import io.strowger.location.store.StoreConfig;
import io.strowger.location.store.StoreOpenFailure;
import io.strowger.location.store.VerifyOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;

/** A store and its location server in a directory, in the short words that tests use. */
final class RunningServer implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final StoreConfig STORE =
            new StoreConfig(1L << 30, 100_000, 1L << 28, Duration.ofDays(1), false);

    final AtomicLong usableBytes = new AtomicLong(Long.MAX_VALUE);
    final CountersManager counters = newCounters();
    final LocationStore store;
    final LocationServer server;
    final BlockingLocationUpdates updates;

    private RunningServer(final Path directory, final LocationServerConfig config) {
        try {
            store = LocationStore.open(directory.resolve("database"), STORE, counters);
            server = LocationServer.launch(config, store, counters, usableBytes::get);
            updates = server.connectBlocking();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (final StoreOpenFailure failure) {
            throw new IllegalStateException(failure);
        }
    }

    static CountersManager newCounters() {
        return new CountersManager(
                new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 17)),
                new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 15)));
    }

    /** Launches without waiting for it to serve. */
    static RunningServer launch(final Path directory, final LocationServerConfig config) {
        return new RunningServer(directory, config);
    }

    static RunningServer serving(final Path directory, final LocationServerConfig config) {
        final RunningServer running = launch(directory, config);
        assertThat(running.server.awaitServing(PATIENCE)).as(running.status()).isTrue();
        return running;
    }

    static RunningServer serving(final Path directory) {
        return serving(directory, config(directory, true, 64L << 20));
    }

    static LocationServerConfig config(
            final Path directory, final boolean fileSync, final long snapshotLogBytes) {
        return new LocationServerConfig(
                directory.resolve("log"),
                0,
                fileSync,
                Duration.ofMillis(1),
                Duration.ofSeconds(10),
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                1 << 20,
                snapshotLogBytes,
                1 << 20,
                4096,
                null);
    }

    static RecordChange secret(final String name, final byte[] value) {
        return new RecordChange()
                .reset(RecordTable.SECRET)
                .key(name.getBytes(StandardCharsets.US_ASCII))
                .value(new UnsafeBuffer(value), 0, value.length);
    }

    static RecordChange secret(final String name, final String value) {
        return secret(name, value.getBytes(StandardCharsets.US_ASCII));
    }

    static RecordChange binding(final String aor, final long expiresAtMillis) {
        final UnsafeBuffer value = new UnsafeBuffer(new byte[Limits.VALUE]);
        final BindingSetEncoder encoder = new BindingSetEncoder().wrap(value, 0);
        final UnsafeBuffer contact =
                new UnsafeBuffer("sip:192.0.2.1".getBytes(StandardCharsets.US_ASCII));
        encoder.add(
                new Binding()
                        .reset()
                        .contact(contact, 0, contact.capacity())
                        .callId(contact, 0, 3)
                        .cseq(1)
                        .expiresAtMillis(expiresAtMillis));
        return new RecordChange()
                .reset(RecordTable.BINDING)
                .key(aor.getBytes(StandardCharsets.US_ASCII))
                .value(value, 0, encoder.length());
    }

    UpdateOutcome commit(final RecordChange change) {
        return updates.submit(change).await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    PendingUpdate submitWhenThereIsRoom(final RecordChange change) {
        PendingUpdate update;
        do {
            assertThat(updates.awaitRoom(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            update = updates.submit(change);
        } while (update.isDone() && update.await(0, TimeUnit.SECONDS) == UpdateOutcome.UNAVAILABLE);
        return update;
    }

    /** The stored value as text, empty when there is none. */
    String secret(final String name) {
        final UnsafeBuffer value = new UnsafeBuffer(new byte[0]);
        try (LocationReader reader = store.reader()) {
            if (!reader.secret(name, value)) {
                return "";
            }
            final byte[] copy = new byte[value.capacity()];
            value.getBytes(0, copy);
            return new String(copy, StandardCharsets.ISO_8859_1);
        }
    }

    String status() {
        return server.status().toString();
    }

    void verify() {
        assertThat(store.verify((_, _, _) -> {})).isInstanceOf(VerifyOutcome.Intact.class);
    }

    static void await(final String what, final BooleanSupplier condition) {
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as(what).isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }
}
