// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Flyweight over one URI: sip and sips in full (RFC 3261 §19.1), tel by its number (RFC 3966), any
 * other absolute URI by its scheme only.
 */
public final class SipUriView {
    /** Schemes that the router tells apart. */
    public enum Scheme {
        SIP,
        SIPS,
        TEL,
        OTHER
    }

    private static final byte[] SIP = "sip".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SIPS = "sips".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TEL = "tel".getBytes(StandardCharsets.US_ASCII);

    private @Nullable DirectBuffer buffer;
    private int start;
    private int end;
    private Scheme scheme = Scheme.OTHER;
    private long user = Span.NONE;
    private long host = Span.NONE;
    private int port;
    private int parametersStart;
    private int parametersEnd;

    public Malformation wrap(final DirectBuffer bytes, final long span) {
        return wrap(bytes, Span.start(span), Span.length(span));
    }

    public Malformation wrap(final DirectBuffer bytes, final int offset, final int length) {
        buffer = bytes;
        start = offset;
        end = offset + length;
        user = Span.NONE;
        host = Span.NONE;
        port = 0;
        parametersStart = end;
        parametersEnd = end;
        scheme = Scheme.OTHER;
        final int colon = schemeEnd(bytes);
        if (colon < 0 || colon + 1 == end || !isUriText(bytes, colon + 1)) {
            return Malformation.BAD_URI;
        }
        if (Scan.equalsIgnoreCase(bytes, start, colon, SIP)) {
            scheme = Scheme.SIP;
        } else if (Scan.equalsIgnoreCase(bytes, start, colon, SIPS)) {
            scheme = Scheme.SIPS;
        } else if (Scan.equalsIgnoreCase(bytes, start, colon, TEL)) {
            scheme = Scheme.TEL;
            return wrapTel(bytes, colon + 1);
        } else {
            return Malformation.NONE;
        }
        return wrapSip(bytes, colon + 1);
    }

    /** RFC 2396 §3.1: a letter, then letters, digits, plus, hyphen and dot. */
    private int schemeEnd(final DirectBuffer bytes) {
        for (int at = start; at < end; at++) {
            final byte b = bytes.getByte(at);
            final int letter = b | 32;
            if (b == ':') {
                return at == start ? -1 : at;
            }
            final boolean isLetter = letter >= 'a' && letter <= 'z';
            if (!isLetter && (at == start || !isSchemeCharacter(b))) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isSchemeCharacter(final byte b) {
        return HostScan.isDigit(b) || b == '+' || b == '-' || b == '.';
    }

    /** Visible characters only, and each percent sign followed by two hexadecimal digits. */
    private boolean isUriText(final DirectBuffer bytes, final int from) {
        for (int at = from; at < end; at++) {
            final byte b = bytes.getByte(at);
            if (!Scan.is(Scan.URI, b) || (b == '%' && !isEscape(bytes, at))) {
                return false;
            }
        }
        return true;
    }

    private boolean isEscape(final DirectBuffer bytes, final int at) {
        return at + 2 < end
                && Character.digit(bytes.getByte(at + 1), 16) >= 0
                && Character.digit(bytes.getByte(at + 2), 16) >= 0;
    }

    private Malformation wrapTel(final DirectBuffer bytes, final int from) {
        final int semicolon = Scan.indexOf(bytes, (byte) ';', from, end);
        final int numberEnd = semicolon < 0 ? end : semicolon;
        user = Span.of(from, numberEnd);
        parametersStart = numberEnd;
        return numberEnd == from ? Malformation.BAD_URI : Malformation.NONE;
    }

    private Malformation wrapSip(final DirectBuffer bytes, final int from) {
        final int at = userEnd(bytes, from);
        int hostStart = from;
        if (at >= 0) {
            final int colon = Scan.indexOf(bytes, (byte) ':', from, at);
            user = Span.of(from, colon < 0 ? at : colon);
            if (Span.length(user) == 0) {
                return Malformation.BAD_URI;
            }
            hostStart = at + 1;
        }
        final int hostEnd = HostScan.hostEnd(bytes, hostStart, end);
        if (hostEnd == hostStart) {
            return Malformation.BAD_URI;
        }
        host = Span.of(hostStart, hostEnd);
        final int rest = wrapPort(bytes, hostEnd);
        return rest < 0 ? Malformation.BAD_URI : wrapParameters(bytes, rest);
    }

    /** Index of the @ that ends the userinfo, or -1. It may hold ; and ? but no space or angle. */
    private int userEnd(final DirectBuffer bytes, final int from) {
        return Scan.indexOf(bytes, (byte) '@', from, end);
    }

    private int wrapPort(final DirectBuffer bytes, final int hostEnd) {
        if (hostEnd == end || bytes.getByte(hostEnd) != ':') {
            return hostEnd;
        }
        final int digitsEnd = Scan.skip(Scan.DIGIT, bytes, hostEnd + 1, end);
        final int value = HostScan.port(bytes, hostEnd + 1, digitsEnd);
        port = Math.max(0, value);
        return value < 0 ? -1 : digitsEnd;
    }

    private Malformation wrapParameters(final DirectBuffer bytes, final int rest) {
        if (rest == end) {
            return Malformation.NONE;
        }
        final byte b = bytes.getByte(rest);
        if (b != ';' && b != '?') {
            return Malformation.BAD_URI;
        }
        final int question = Scan.indexOf(bytes, (byte) '?', rest, end);
        parametersStart = rest;
        parametersEnd = question < 0 ? end : question;
        return Malformation.NONE;
    }

    public Scheme scheme() {
        return scheme;
    }

    public boolean isSipOrSips() {
        return scheme == Scheme.SIP || scheme == Scheme.SIPS;
    }

    /** User part without password, escapes as they came; the number of a tel URI; NONE if absent. */
    public long user() {
        return user;
    }

    public long host() {
        return host;
    }

    /** Port, 0 when the URI names none. */
    public int port() {
        return port;
    }

    public boolean hasHeaders() {
        return parametersEnd < end;
    }

    /** URI headers after the question mark, EMPTY when there are none. */
    public long headers() {
        return hasHeaders() ? Span.of(parametersEnd + 1, end) : Span.EMPTY;
    }

    /** All parameters with their semicolons. */
    public long parameters() {
        return Span.of(parametersStart, parametersEnd);
    }

    public long parameter(final byte[] lowerCaseName) {
        final DirectBuffer bytes = buffer;
        return bytes == null
                ? Span.NONE
                : Parameters.find(bytes, parametersStart, parametersEnd, lowerCaseName);
    }

    /** The whole URI. */
    public long span() {
        return Span.of(start, end);
    }
}
