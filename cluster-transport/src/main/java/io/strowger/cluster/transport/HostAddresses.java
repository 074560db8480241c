// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import io.aeron.driver.NameResolverAgent;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Host names to addresses for a media driver whose one thread must not wait for a name service. A name is looked up
 * beside the traffic; until it is known again the last address stands.
 */
public final class HostAddresses implements NameResolverAgent {
    /** How long an address is taken without asking again. */
    static final long FRESH_NANOS = 5_000_000_000L;

    private static final int NAME_LIMIT = 1024;

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Lookup lookup;

    /** A name service. */
    @FunctionalInterface
    interface Lookup {
        InetAddress address(String name) throws UnknownHostException;
    }

    /** What is known of a name; the address is null when there was none. */
    private record Known(@Nullable InetAddress address, long askedNanos) {}

    /** Asks the name service of this host. */
    public HostAddresses() {
        this(name -> InetAddress.getAllByName(name)[0]);
    }

    HostAddresses(final Lookup lookup) {
        this.lookup = lookup;
    }

    @Override
    public @Nullable InetAddress resolve(
            final String name, final String parameter, final boolean isAgain) {
        final InetAddress literal = literal(name);
        if (literal != null) {
            return literal;
        }
        final long nowNanos = System.nanoTime();
        final Known last = known.get(name);
        if (last == null) {
            // The first time there is nothing to go on with, so this one is waited for.
            return ask(name, null);
        }
        if (nowNanos - last.askedNanos() > FRESH_NANOS) {
            known.put(name, new Known(last.address(), nowNanos));
            Thread.ofVirtual().name("host-name").start(() -> ask(name, last.address()));
        }
        return last.address();
    }

    private static @Nullable InetAddress literal(final String name) {
        try {
            return InetAddress.ofLiteral(name);
        } catch (final IllegalArgumentException hostName) {
            return null;
        }
    }

    private @Nullable InetAddress look(final String name, final @Nullable InetAddress last) {
        try {
            return lookup.address(name);
        } catch (final UnknownHostException silence) {
            // A name service that is away does not take an address away.
            return last;
        }
    }

    private @Nullable InetAddress ask(final String name, final @Nullable InetAddress last) {
        final InetAddress address = look(name, last);
        if (known.size() < NAME_LIMIT || known.containsKey(name)) {
            known.put(name, new Known(address, System.nanoTime()));
        }
        return address;
    }
}
