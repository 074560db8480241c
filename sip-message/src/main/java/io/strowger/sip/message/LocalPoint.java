// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;

/**
 * What we call ourselves on one path: the host and port that go into our Via sent-by and
 * Record-Route toward the peers of a {@link Flow}. Immutable.
 */
public final class LocalPoint {
    private final TransportProtocol protocol;
    private final byte[] host;
    private final int port;
    private final byte[] sentBy;
    private final int index;

    /**
     * @param host text of the address or name, an IPv6 address in brackets
     * @param port 1 to 65535
     * @param index number of the listening point, chosen by the transport layer
     */
    public LocalPoint(
            final TransportProtocol protocol, final String host, final int port, final int index) {
        this.protocol = protocol;
        this.host = host.getBytes(StandardCharsets.US_ASCII);
        this.port = port;
        this.sentBy = (host + ':' + port).getBytes(StandardCharsets.US_ASCII);
        this.index = index;
    }

    public TransportProtocol protocol() {
        return protocol;
    }

    /** ASCII text; not to be changed by the caller. */
    public byte[] host() {
        return host;
    }

    public int port() {
        return port;
    }

    /** {@code host:port} in ASCII; not to be changed by the caller. */
    public byte[] sentBy() {
        return sentBy;
    }

    public int index() {
        return index;
    }

    @Override
    public String toString() {
        return protocol.name().toLowerCase(java.util.Locale.ROOT)
                + ':'
                + new String(sentBy, StandardCharsets.US_ASCII);
    }
}
