// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.routing.NextHop;
import io.strowger.routing.NextHopResolver;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.TransportProtocol;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of host names (A and AAAA) from a bounded cache. All in the signaling thread, which never
 * waits for a name: one that is not in the cache is asked for through a {@link NameService}, and is
 * PENDING until the answer is polled. A known name costs no allocation.
 *
 * <p>An address that is out of date serves while it is asked for again, and for a while when that
 * fails (RFC 8767): a name server that is away does not stop calls to where they went all day.
 */
final class NodeResolver implements NextHopResolver {
    static final int MAX_NAMES = 10_000;
    static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(60);
    static final long KEEP_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(5);
    static final long KEEP_STALE_NANOS = TimeUnit.MINUTES.toNanos(30);

    private final NameService service;
    private final LongSupplier nowNanos;
    private final Map<HostName, Entry> names = new HashMap<>();
    private final Long2ObjectHashMap<Entry> open = new Long2ObjectHashMap<>();
    private final HostName asked = new HostName();
    private final NameService.AnswerListener onAnswer = this::onAnswer;
    private LongConsumer listener = number -> {};
    private long lastNumber;

    /** What is known of a name. */
    private static final class Entry {
        /** Of the question that is open, 0 = none. */
        private long number;

        private @Nullable IpAddress address;
        private long freshUntilNanos;
        private long staleUntilNanos;

        @Nullable IpAddress usable(final long now) {
            return address != null && staleUntilNanos - now > 0 ? address : null;
        }

        boolean isFresh(final long now) {
            return freshUntilNanos - now > 0;
        }
    }

    NodeResolver(final NameService service, final LongSupplier nowNanos) {
        this.service = service;
        this.nowNanos = nowNanos;
    }

    @Override
    public Resolution resolve(
            final DirectBuffer buffer,
            final int hostOffset,
            final int hostLength,
            final int port,
            final TransportProtocol protocol,
            final NextHop into) {
        if (!asked.set(buffer, hostOffset, hostLength)) {
            return Resolution.NONE;
        }
        final long now = nowNanos.getAsLong();
        Entry entry = names.get(asked);
        if (entry == null) {
            makeRoom();
            entry = new Entry();
            entry.freshUntilNanos = now;
            names.put(asked.copy(), entry);
        }
        if (entry.number == 0 && !entry.isFresh(now)) {
            ask(entry);
        }
        final IpAddress address = entry.usable(now);
        if (address != null) {
            into.address(address.high(), address.low());
            return Resolution.RESOLVED;
        }
        into.lookUp(entry.number);
        return entry.number == 0 ? Resolution.NONE : Resolution.PENDING;
    }

    private void makeRoom() {
        if (names.size() >= MAX_NAMES) {
            names.values().removeIf(entry -> entry.number == 0);
        }
    }

    private void ask(final Entry entry) {
        if (service.ask(lastNumber + 1, asked.toString())) {
            entry.number = ++lastNumber;
            open.put(entry.number, entry);
        }
    }

    /** Takes the answers that have come; tells the number of each look-up that has ended. */
    void poll(final LongConsumer ended) {
        if (!open.isEmpty()) {
            listener = ended;
            service.poll(onAnswer);
        }
    }

    private void onAnswer(final long number, final @Nullable IpAddress address) {
        final Entry entry = open.remove(number);
        if (entry == null) {
            return;
        }
        final long now = nowNanos.getAsLong();
        entry.number = 0;
        if (address == null) {
            entry.freshUntilNanos = now + KEEP_FAILURE_NANOS;
        } else {
            entry.address = address;
            entry.freshUntilNanos = now + KEEP_NANOS;
            entry.staleUntilNanos = now + KEEP_STALE_NANOS;
        }
        listener.accept(number);
    }

    int names() {
        return names.size();
    }
}
