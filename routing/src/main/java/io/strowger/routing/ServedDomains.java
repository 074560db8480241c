// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import io.strowger.location.AddressOfRecord;
import io.strowger.location.DomainView;
import io.strowger.location.LocationReader;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.SipUriView;
import io.strowger.sip.message.Span;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What this router answers for (RFC 3261 §16.5 "the domain of the Request-URI is one that this element
 * is responsible for"): configured domains, domains of the database, own addresses; or every host
 * when no domain is configured. A record of the database then says how a domain is served and not
 * that others are not: else the first override of one domain would end the service of all others.
 * Nothing of the database is remembered here, so a change of it holds from the next request on. One
 * thread; lookups allocate nothing but for IPv6 text.
 *
 * <p>Two questions with different answers: {@link #isServed} asks whether users at this host are
 * ours, {@link #isThisRouter} whether a URI (a Route, a Request-URI) leads to this very router. With
 * every host served the second one still knows our own addresses from others.
 */
public final class ServedDomains {
    private static final byte[] LOCALHOST = "localhost".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MADDR = "maddr".getBytes(StandardCharsets.US_ASCII);

    private final byte[][] table;
    private final LocalPoint[] points;

    /** For each point, whether it is reached by any loopback address and not by its own alone. */
    private final boolean[] reachedByLoopback;

    private final boolean everyHost;
    private final UnsafeBuffer canonical = new UnsafeBuffer(new byte[AddressOfRecord.MAX_LENGTH]);
    private final DomainView domain = new DomainView();
    private int length;

    /**
     * @param configured names and addresses of {@code sip.domains}; empty = every host is served
     * @param localPoints where SIP is served; a listener on all addresses gives one for each address
     */
    public ServedDomains(final Collection<String> configured, final List<LocalPoint> localPoints) {
        table = new byte[Math.max(4, Integer.highestOneBit(configured.size() + 1) * 4)][];
        for (final String name : configured) {
            put(name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
        }
        points = localPoints.toArray(LocalPoint[]::new);
        reachedByLoopback = new boolean[points.length];
        for (int i = 0; i < points.length; i++) {
            final UnsafeBuffer host = new UnsafeBuffer(points[i].host());
            final IpAddress address = IpAddress.parse(host, 0, host.capacity());
            reachedByLoopback[i] = address == null || !address.isLoopback();
        }
        everyHost = configured.isEmpty();
    }

    private void put(final byte[] name) {
        int slot = Arrays.hashCode(name) & table.length - 1;
        while (table[slot] != null) {
            slot = slot + 1 & table.length - 1;
        }
        table[slot] = name;
    }

    /** Whether users at this host are ours. The port does not matter: it is no part of an AOR. */
    public boolean isServed(
            final DirectBuffer buffer,
            final long host,
            final int port,
            final LocationReader reader) {
        if (everyHost) {
            return Span.hasText(host);
        }
        return isDomain(buffer, host, reader) || isOwnAddress(buffer, host, port);
    }

    /** Whether a request sent to this URI arrives here (RFC 3261 §16.4). */
    public boolean isThisRouter(
            final DirectBuffer buffer, final SipUriView uri, final LocationReader reader) {
        if (!uri.isSipOrSips()) {
            return false;
        }
        final long maddr = uri.parameter(MADDR);
        final long host = Span.hasText(maddr) ? maddr : uri.host();
        if (isOwnAddress(buffer, host, uri.port())) {
            return true;
        }
        if (uri.port() != 0 && !isOwnPort(uri.port())) {
            return false;
        }
        // With every host served only names can be ours: an address is its own proof.
        return everyHost ? !isAddress(buffer, host) : isDomain(buffer, host, reader);
    }

    /** A configured domain or one of the database. */
    public boolean isDomain(
            final DirectBuffer buffer, final long host, final LocationReader reader) {
        if (!canonicalize(buffer, host)) {
            return false;
        }
        return isConfigured() || reader.domain(canonical, 0, length, domain);
    }

    /**
     * Whether a URI of a dialog leads to a domain of ours and not to a phone on the same host: where
     * the domain is an IP address, the port tells one from the other.
     */
    boolean isDomainHere(
            final DirectBuffer buffer, final SipUriView uri, final LocationReader reader) {
        return (uri.port() == 0 || isOwnPort(uri.port())) && isDomain(buffer, uri.host(), reader);
    }

    /** The record of a domain, if there is one. */
    public boolean domain(
            final DirectBuffer buffer,
            final long host,
            final LocationReader reader,
            final DomainView into) {
        return canonicalize(buffer, host) && reader.domain(canonical, 0, length, into);
    }

    /**
     * Whether host and port are one of our own addresses. A port of 0 is 5060. All of 127.0.0.0/8 is
     * ours on our ports, unless we listen on a loopback address alone: then its neighbours are not.
     */
    public boolean isOwnAddress(final DirectBuffer buffer, final long host, final int port) {
        final int effectivePort = port == 0 ? 5060 : port;
        if (!isOwnPort(effectivePort) || !canonicalize(buffer, host)) {
            return false;
        }
        final boolean loopback = isLoopback();
        final boolean named = isCanonical(LOCALHOST);
        for (int i = 0; i < points.length; i++) {
            if (points[i].port() == effectivePort
                    && (named
                            || isCanonical(points[i].host())
                            || (loopback && reachedByLoopback[i]))) {
                return true;
            }
        }
        return false;
    }

    private boolean isOwnPort(final int port) {
        for (final LocalPoint point : points) {
            if (point.port() == port) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAddress(final DirectBuffer buffer, final long host) {
        return buffer.getByte(Span.start(host)) == '['
                || IpAddress.parseV4(buffer, Span.start(host), Span.end(host)) != IpAddress.NOT_V4;
    }

    private boolean isLoopback() {
        final long v4 = IpAddress.parseV4(canonical, 0, length);
        if (v4 != IpAddress.NOT_V4) {
            return IpAddress.isLoopback(0, v4);
        }
        if (canonical.getByte(0) != '[') {
            return false;
        }
        final IpAddress address = IpAddress.parse(canonical, 0, length);
        return address != null && address.isLoopback();
    }

    private boolean isConfigured() {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + canonical.getByte(i);
        }
        int slot = hash & table.length - 1;
        while (table[slot] != null) {
            if (isCanonical(table[slot])) {
                return true;
            }
            slot = slot + 1 & table.length - 1;
        }
        return false;
    }

    private boolean canonicalize(final DirectBuffer buffer, final long host) {
        length =
                Span.hasText(host)
                        ? AddressOfRecord.writeHost(
                                buffer,
                                Span.start(host),
                                Span.length(host),
                                canonical,
                                0,
                                canonical.capacity())
                        : -1;
        return length > 0;
    }

    private boolean isCanonical(final byte[] name) {
        if (name.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (canonical.getByte(i) != name[i]) {
                return false;
            }
        }
        return true;
    }
}
