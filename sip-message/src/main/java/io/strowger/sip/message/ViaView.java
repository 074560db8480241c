// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Flyweight over one Via value (RFC 3261 §20.42). Allocates nothing; valid as long as the wrapped
 * bytes are.
 */
public final class ViaView {
    /** First bytes of every branch that identifies its transaction by itself (§8.1.1.7). */
    public static final byte[] MAGIC_COOKIE = "z9hG4bK".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] SIP = "sip".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION = "2.0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BRANCH = "branch".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RPORT = "rport".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RECEIVED = "received".getBytes(StandardCharsets.US_ASCII);

    private @Nullable DirectBuffer buffer;
    private int start;
    private int end;
    private int parametersStart;
    private @Nullable TransportProtocol protocol;
    private long host = Span.NONE;
    private int port;
    private long branch = Span.NONE;
    private boolean ofOtherVersion;
    private boolean wellFormed;

    public Malformation wrap(final DirectBuffer bytes, final long span) {
        return wrap(bytes, Span.start(span), Span.length(span));
    }

    /**
     * Points this view at one value, without a following comma. Another version than 2.0 is a defect,
     * but the sent-by is read all the same: it is where the 505 goes (RFC 4475 §3.1.2.16).
     */
    public Malformation wrap(final DirectBuffer bytes, final int offset, final int length) {
        clear();
        buffer = bytes;
        start = offset;
        end = offset + length;
        parametersStart = end;
        final int sentBy = wrapProtocol(bytes);
        if (sentBy < 0) {
            return Malformation.BAD_VIA;
        }
        final int hostEnd = HostScan.hostEnd(bytes, sentBy, end);
        if (hostEnd == sentBy) {
            return Malformation.BAD_VIA;
        }
        host = Span.of(sentBy, hostEnd);
        wellFormed = wrapRest(bytes, hostEnd) && !ofOtherVersion;
        branch = wellFormed ? branch : Span.NONE;
        return wellFormed ? Malformation.NONE : Malformation.BAD_VIA;
    }

    /** Points this view at nothing. */
    void clear() {
        buffer = null;
        start = 0;
        end = 0;
        parametersStart = 0;
        protocol = null;
        host = Span.NONE;
        port = 0;
        branch = Span.NONE;
        ofOtherVersion = false;
        wellFormed = false;
    }

    private int wrapProtocol(final DirectBuffer bytes) {
        final int nameEnd = Scan.tokenEnd(bytes, start, end);
        final int slash = slashAfter(bytes, nameEnd);
        if (slash < 0 || !Scan.equalsIgnoreCase(bytes, start, nameEnd, SIP)) {
            return -1;
        }
        final int version = Scan.skipSpace(bytes, slash + 1, end);
        final int versionEnd = Scan.tokenEnd(bytes, version, end);
        final int secondSlash = slashAfter(bytes, versionEnd);
        if (secondSlash < 0 || versionEnd == version) {
            return -1;
        }
        ofOtherVersion = !Scan.equals(bytes, version, versionEnd, VERSION);
        final int transport = Scan.skipSpace(bytes, secondSlash + 1, end);
        final int transportEnd = Scan.tokenEnd(bytes, transport, end);
        final int sentBy = Scan.skipSpace(bytes, transportEnd, end);
        if (transportEnd == transport || sentBy == transportEnd) {
            return -1;
        }
        protocol = TransportProtocol.of(bytes, Span.of(transport, transportEnd));
        return sentBy;
    }

    private int slashAfter(final DirectBuffer bytes, final int from) {
        final int at = Scan.skipSpace(bytes, from, end);
        return at < end && bytes.getByte(at) == '/' ? at : -1;
    }

    private boolean wrapRest(final DirectBuffer bytes, final int hostEnd) {
        int at = Scan.skipSpace(bytes, hostEnd, end);
        if (at < end && bytes.getByte(at) == ':') {
            final int digits = Scan.skipSpace(bytes, at + 1, end);
            final int digitsEnd = Scan.skip(Scan.DIGIT, bytes, digits, end);
            final int value = HostScan.port(bytes, digits, digitsEnd);
            if (value < 0) {
                return false;
            }
            port = value;
            at = Scan.skipSpace(bytes, digitsEnd, end);
        }
        final long found = Parameters.check(bytes, at, end, BRANCH);
        if (found == Parameters.MALFORMED) {
            return false;
        }
        parametersStart = at;
        branch = found;
        return true;
    }

    /** Whether the last {@link #wrap} found no defect. */
    public boolean isWellFormed() {
        return wellFormed;
    }

    /** Transport of the sent-protocol; null for one that we do not know. */
    public @Nullable TransportProtocol protocol() {
        return protocol;
    }

    /** Host of the sent-by, an IPv6 address with its brackets. */
    public long host() {
        return host;
    }

    /** Port of the sent-by, 0 when it names none. */
    public int port() {
        return port;
    }

    /** Port of the sent-by or the transport's own (§18.2.2). */
    public int portOrDefault() {
        final TransportProtocol known = protocol;
        return port != 0 ? port : known == null ? 5060 : known.defaultPort();
    }

    public long branch() {
        return branch;
    }

    /** Whether the branch identifies the transaction by itself (§17.2.3). */
    public boolean hasMagicCookie() {
        final DirectBuffer bytes = buffer;
        return bytes != null
                && Span.length(branch) > MAGIC_COOKIE.length
                && Scan.equals(
                        bytes,
                        Span.start(branch),
                        Span.start(branch) + MAGIC_COOKIE.length,
                        MAGIC_COOKIE);
    }

    /** RFC 3581: NONE when absent, EMPTY when the response port is asked for, else its value. */
    public long rport() {
        return parameter(RPORT);
    }

    public long received() {
        return parameter(RECEIVED);
    }

    public long parameter(final byte[] lowerCaseName) {
        final DirectBuffer bytes = buffer;
        return bytes == null
                ? Span.NONE
                : Parameters.find(bytes, parametersStart, end, lowerCaseName);
    }

    /** Index of the first parameter's semicolon, or the end of the value. */
    int parametersStart() {
        return parametersStart;
    }

    /** The whole value. */
    public long span() {
        return Span.of(start, end);
    }
}
