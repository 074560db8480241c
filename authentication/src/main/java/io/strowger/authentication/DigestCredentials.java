// SPDX-License-Identifier: Apache-2.0
package io.strowger.authentication;

import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.Span;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Flyweight over one Authorization or Proxy-Authorization value (RFC 7616 §3.4): the directives as
 * spans without their quotes, {@link Span#NONE} when absent. Reusable.
 */
final class DigestCredentials {
    /** Whether a header holds credentials that can be checked. */
    enum Reading {
        GOOD,
        /** Another scheme or algorithm: none of ours, to be passed over. */
        FOREIGN,
        MALFORMED
    }

    private static final byte[] DIGEST = ascii("digest");
    private static final byte[] AUTH = ascii("auth");
    private static final byte[][] NAMES = {
        ascii("username"),
        ascii("realm"),
        ascii("nonce"),
        ascii("uri"),
        ascii("response"),
        ascii("algorithm"),
        ascii("qop"),
        ascii("nc"),
        ascii("cnonce")
    };
    private static final int USERNAME = 0;
    private static final int REALM = 1;
    private static final int NONCE = 2;
    private static final int URI = 3;
    private static final int RESPONSE = 4;
    private static final int ALGORITHM = 5;
    private static final int QOP = 6;
    private static final int NC = 7;
    private static final int CNONCE = 8;
    private static final int NC_DIGITS = 8;
    private static final int UNTERMINATED = -1;

    private final long[] values = new long[NAMES.length];
    private DigestAlgorithm algorithm = DigestAlgorithm.MD5;

    Reading wrap(final SipMessage message, final int header) {
        Arrays.fill(values, Span.NONE);
        final DirectBuffer buffer = message.buffer();
        final long value = message.value(header);
        final int end = Span.end(value);
        final int schemeEnd = tokenEnd(buffer, Span.start(value), end);
        if (!message.equalsIgnoreCase(Span.of(Span.start(value), schemeEnd), DIGEST)) {
            return Reading.FOREIGN;
        }
        int at = schemeEnd;
        while (at < end) {
            at = skipSeparators(buffer, at, end);
            if (at < end) {
                at = readDirective(message, at, end);
                if (at == UNTERMINATED) {
                    return Reading.MALFORMED;
                }
            }
        }
        return check(message);
    }

    /** Index after the directive, or {@link #UNTERMINATED} for one that is none or stands twice. */
    private int readDirective(final SipMessage message, final int start, final int end) {
        final DirectBuffer buffer = message.buffer();
        final int nameEnd = tokenEnd(buffer, start, end);
        final int equals = skipSpace(buffer, nameEnd, end);
        if (nameEnd == start || equals == end || buffer.getByte(equals) != '=') {
            return UNTERMINATED;
        }
        final int from = skipSpace(buffer, equals + 1, end);
        final boolean quoted = from < end && buffer.getByte(from) == '"';
        final int to = quoted ? closingQuote(buffer, from + 1, end) : tokenEnd(buffer, from, end);
        if (to == UNTERMINATED || (!quoted && to == from)) {
            return UNTERMINATED;
        }
        final int directive = directive(message, Span.of(start, nameEnd));
        if (directive >= 0) {
            if (values[directive] != Span.NONE) {
                return UNTERMINATED;
            }
            values[directive] = Span.of(quoted ? from + 1 : from, to);
        }
        return quoted ? to + 1 : to;
    }

    private static int directive(final SipMessage message, final long name) {
        for (int i = 0; i < NAMES.length; i++) {
            if (message.equalsIgnoreCase(name, NAMES[i])) {
                return i;
            }
        }
        return -1;
    }

    private Reading check(final SipMessage message) {
        final DigestAlgorithm named = algorithm(message);
        if (named == null) {
            return Reading.FOREIGN;
        }
        algorithm = named;
        for (int directive = USERNAME; directive <= RESPONSE; directive++) {
            if (values[directive] == Span.NONE) {
                return Reading.MALFORMED;
            }
        }
        if (Span.length(response()) != 2 * named.length()) {
            return Reading.MALFORMED;
        }
        if (!hasQop()) {
            // RFC 2069's form is MD5's alone; RFC 7616 §3.4 wants qop for what came after it.
            return named == DigestAlgorithm.MD5 ? Reading.GOOD : Reading.MALFORMED;
        }
        final boolean valid =
                message.equalsIgnoreCase(values[QOP], AUTH)
                        && Span.length(values[NC]) == NC_DIGITS
                        && Span.hasText(values[CNONCE]);
        return valid ? Reading.GOOD : Reading.MALFORMED;
    }

    private @Nullable DigestAlgorithm algorithm(final SipMessage message) {
        if (values[ALGORITHM] == Span.NONE) {
            return DigestAlgorithm.MD5;
        }
        for (final DigestAlgorithm known : DigestAlgorithm.values()) {
            if (message.equalsIgnoreCase(values[ALGORITHM], known.lowerCase())) {
                return known;
            }
        }
        return null;
    }

    private static int skipSeparators(final DirectBuffer buffer, final int from, final int end) {
        int at = from;
        while (at < end && (buffer.getByte(at) == ',' || isSpace(buffer.getByte(at)))) {
            at++;
        }
        return at;
    }

    private static int skipSpace(final DirectBuffer buffer, final int from, final int end) {
        int at = from;
        while (at < end && isSpace(buffer.getByte(at))) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(final byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    private static int tokenEnd(final DirectBuffer buffer, final int from, final int end) {
        int at = from;
        while (at < end
                && !isSpace(buffer.getByte(at))
                && buffer.getByte(at) != ','
                && buffer.getByte(at) != '='
                && buffer.getByte(at) != '"') {
            at++;
        }
        return at;
    }

    private static int closingQuote(final DirectBuffer buffer, final int from, final int end) {
        for (int at = from; at < end; at++) {
            final byte b = buffer.getByte(at);
            if (b == '"') {
                return at;
            }
            if (b == '\\') {
                at++;
            }
        }
        return UNTERMINATED;
    }

    long username() {
        return values[USERNAME];
    }

    long realm() {
        return values[REALM];
    }

    long nonce() {
        return values[NONCE];
    }

    long uri() {
        return values[URI];
    }

    /** Hexadecimal digits, as many as the algorithm has. */
    long response() {
        return values[RESPONSE];
    }

    DigestAlgorithm algorithm() {
        return algorithm;
    }

    boolean hasQop() {
        return values[QOP] != Span.NONE;
    }

    /** As the client wrote it: its spelling went into the digest. */
    long qop() {
        return values[QOP];
    }

    /** Eight digits when there is a qop. */
    long nonceCount() {
        return values[NC];
    }

    long clientNonce() {
        return values[CNONCE];
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
