// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;

/**
 * A transport association with one remote address and port (RFC 5626 §2): what a message came in on
 * and what the answer goes out on. Immutable, compared by value.
 */
public final class Flow {
    private final LocalPoint local;
    private final long addressHigh;
    private final long addressLow;
    private final int port;
    private final long connection;
    private final byte[] remoteHost;

    /**
     * @param connection number of the connection, unique over restarts; 0 for UDP
     */
    public Flow(
            final LocalPoint local,
            final long addressHigh,
            final long addressLow,
            final int port,
            final long connection) {
        this.local = local;
        this.addressHigh = addressHigh;
        this.addressLow = addressLow;
        this.port = port;
        this.connection = connection;
        this.remoteHost =
                IpAddress.hostText(addressHigh, addressLow).getBytes(StandardCharsets.US_ASCII);
    }

    public TransportProtocol protocol() {
        return local.protocol();
    }

    public boolean isReliable() {
        return local.protocol().isReliable();
    }

    public LocalPoint local() {
        return local;
    }

    /** Upper word of the remote IPv6 address; 0 for IPv4. */
    public long addressHigh() {
        return addressHigh;
    }

    /** Lower word of the remote address, IPv4 in mapped form. */
    public long addressLow() {
        return addressLow;
    }

    public int port() {
        return port;
    }

    public long connection() {
        return connection;
    }

    /** Remote address as a SIP host in ASCII; not to be changed by the caller. */
    public byte[] remoteHost() {
        return remoteHost;
    }

    public boolean isLoopback() {
        return IpAddress.isLoopback(addressHigh, addressLow);
    }

    /** The same peer at another port (RFC 3261 §18.2.2: received address, port of the sent-by). */
    public Flow withPort(final int otherPort) {
        return otherPort == port
                ? this
                : new Flow(local, addressHigh, addressLow, otherPort, connection);
    }

    @Override
    public boolean equals(final Object other) {
        return other == this || (other instanceof Flow flow && hasSamePathAs(flow));
    }

    private boolean hasSamePathAs(final Flow flow) {
        return flow.port == port
                && flow.addressLow == addressLow
                && flow.addressHigh == addressHigh
                && flow.connection == connection
                && flow.local.index() == local.index()
                && flow.protocol() == protocol();
    }

    @Override
    public int hashCode() {
        final long mixed =
                (addressHigh * 31 + addressLow) * 0x9E3779B97F4A7C15L
                        + port * 0xC2B2AE3D27D4EB4FL
                        + connection;
        return (int) (mixed ^ mixed >>> 32);
    }

    @Override
    public String toString() {
        return protocol()
                + " "
                + new String(remoteHost, StandardCharsets.US_ASCII)
                + ':'
                + port
                + (connection == 0 ? "" : " #" + Long.toHexString(connection));
    }
}
