// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.agrona.DirectBuffer;

/** Transport protocols of RFC 3261 §18 and RFC 7118, as they stand in a Via and in URI parameters. */
public enum TransportProtocol {
    UDP(false, false, 5060),
    TCP(true, false, 5060),
    TLS(true, true, 5061),
    WS(true, false, 80),
    WSS(true, true, 443);

    private static final TransportProtocol[] VALUES = values();

    private final boolean reliable;
    private final boolean secure;
    private final int defaultPort;
    private final byte[] upperCase = name().getBytes(StandardCharsets.US_ASCII);
    private final byte[] lowerCase =
            name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);

    TransportProtocol(final boolean reliable, final boolean secure, final int defaultPort) {
        this.reliable = reliable;
        this.secure = secure;
        this.defaultPort = defaultPort;
    }

    /** Whether only Content-Length says where a message ends (RFC 3261 §18.3, RFC 7118 §5). */
    public boolean isStream() {
        return this == TCP || this == TLS;
    }

    public boolean isReliable() {
        return reliable;
    }

    public boolean isSecure() {
        return secure;
    }

    /** Port that applies where a sent-by or URI names none (RFC 3261 §18.2.2, §19.1.2). */
    public int defaultPort() {
        return defaultPort;
    }

    /** As in a Via: {@code UDP}. Not to be changed by the caller. */
    public byte[] upperCase() {
        return upperCase;
    }

    /** As in a URI parameter: {@code udp}. Not to be changed by the caller. */
    public byte[] lowerCase() {
        return lowerCase;
    }

    /** The protocol that the slice names in any case, or null. */
    public static @org.jspecify.annotations.Nullable TransportProtocol of(
            final DirectBuffer buffer, final long span) {
        for (final TransportProtocol protocol : VALUES) {
            if (Scan.equalsIgnoreCase(buffer, span, protocol.lowerCase)) {
                return protocol;
            }
        }
        return null;
    }
}
