// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.routing.NextHop;
import io.strowger.routing.NextHopResolver;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.TransportProtocol;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of host names (A and AAAA) from a bounded cache. The signaling thread never waits for a
 * name: one that is not in the cache is looked up by a virtual thread and is PENDING until then.
 */
final class NodeResolver implements NextHopResolver {
    private static final int MAX_NAMES = 10_000;
    private static final int MAX_NAME_LENGTH = 253;
    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long KEEP_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ConcurrentHashMap<String, Entry> names = new ConcurrentHashMap<>();

    /** What is known of a name; no address = it does not exist. */
    private record Entry(boolean pending, @Nullable IpAddress address, long untilNanos) {}

    @Override
    public Resolution resolve(
            final DirectBuffer buffer,
            final int hostOffset,
            final int hostLength,
            final int port,
            final TransportProtocol protocol,
            final NextHop into) {
        if (hostLength > MAX_NAME_LENGTH) {
            return Resolution.NONE;
        }
        final byte[] text = new byte[hostLength];
        buffer.getBytes(hostOffset, text);
        final String name = new String(text, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
        final Entry entry = names.get(name);
        if (entry == null || (!entry.pending() && entry.untilNanos() - System.nanoTime() < 0)) {
            return lookUp(name, entry, into);
        }
        return answer(entry, into);
    }

    /** An outdated address still serves while the name is asked for again. */
    private Resolution lookUp(
            final String name, final @Nullable Entry outdated, final NextHop into) {
        if (outdated == null && names.size() >= MAX_NAMES) {
            names.clear();
        }
        final IpAddress last = outdated == null ? null : outdated.address();
        names.put(name, new Entry(true, last, 0));
        Thread.ofVirtual().name("resolve ", 0).start(() -> names.put(name, ask(name)));
        if (last == null) {
            return Resolution.PENDING;
        }
        into.address(last.high(), last.low());
        return Resolution.RESOLVED;
    }

    private static Resolution answer(final Entry entry, final NextHop into) {
        final IpAddress address = entry.address();
        if (address != null) {
            into.address(address.high(), address.low());
            return Resolution.RESOLVED;
        }
        return entry.pending() ? Resolution.PENDING : Resolution.NONE;
    }

    private static Entry ask(final String name) {
        try {
            final InetAddress found = InetAddress.getByName(name);
            return new Entry(false, address(found), System.nanoTime() + KEEP_NANOS);
        } catch (final UnknownHostException unknown) {
            return new Entry(false, null, System.nanoTime() + KEEP_FAILURE_NANOS);
        }
    }

    private static IpAddress address(final InetAddress found) {
        final ByteBuffer bytes = ByteBuffer.wrap(found.getAddress());
        return found instanceof Inet4Address
                ? IpAddress.v4(bytes.getInt())
                : new IpAddress(bytes.getLong(), bytes.getLong());
    }
}
