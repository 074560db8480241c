// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.agrona.DirectBuffer;

/** Header names that the router acts on, with their compact forms (RFC 3261 §7.3.3). */
public enum HeaderName {
    VIA("Via", 'v'),
    FROM("From", 'f'),
    TO("To", 't'),
    CALL_ID("Call-ID", 'i'),
    CSEQ("CSeq"),
    MAX_FORWARDS("Max-Forwards"),
    CONTACT("Contact", 'm'),
    CONTENT_LENGTH("Content-Length", 'l'),
    CONTENT_TYPE("Content-Type", 'c'),
    ROUTE("Route"),
    RECORD_ROUTE("Record-Route"),
    PATH("Path"),
    SERVICE_ROUTE("Service-Route"),
    EXPIRES("Expires"),
    MIN_EXPIRES("Min-Expires"),
    REQUIRE("Require"),
    PROXY_REQUIRE("Proxy-Require"),
    SUPPORTED("Supported", 'k'),
    UNSUPPORTED("Unsupported"),
    AUTHORIZATION("Authorization"),
    PROXY_AUTHORIZATION("Proxy-Authorization"),
    WWW_AUTHENTICATE("WWW-Authenticate"),
    PROXY_AUTHENTICATE("Proxy-Authenticate"),
    MAX_BREADTH("Max-Breadth"),
    RETRY_AFTER("Retry-After"),
    USER_AGENT("User-Agent"),
    EVENT("Event", 'o'),
    SUBJECT("Subject", 's'),
    REFER_TO("Refer-To", 'r'),
    REFERRED_BY("Referred-By", 'b'),
    ALLOW_EVENTS("Allow-Events", 'u'),
    CONTENT_ENCODING("Content-Encoding", 'e'),
    ACCEPT_CONTACT("Accept-Contact", 'a'),
    REJECT_CONTACT("Reject-Contact", 'j'),
    REQUEST_DISPOSITION("Request-Disposition", 'd'),
    IDENTITY("Identity", 'y'),
    SESSION_EXPIRES("Session-Expires", 'x'),
    REASON("Reason"),
    DATE("Date"),
    TIMESTAMP("Timestamp"),
    /** Any other: forwarded as bytes. */
    OTHER("");

    private static final char NO_COMPACT_FORM = 0;
    private static final HeaderName[] COMPACT = new HeaderName[128];
    private static final int TABLE_MASK = 255;
    private static final HeaderName[] TABLE = new HeaderName[TABLE_MASK + 1];

    static {
        for (final HeaderName name : values()) {
            if (name.compact != NO_COMPACT_FORM) {
                COMPACT[name.compact] = name;
                COMPACT[Character.toUpperCase(name.compact)] = name;
            }
            if (name != OTHER) {
                int slot = slot(name.lowerCase[0], name.lowerCase.length, last(name.lowerCase));
                while (TABLE[slot] != null) {
                    slot = slot + 1 & TABLE_MASK;
                }
                TABLE[slot] = name;
            }
        }
    }

    private final String text;
    private final char compact;
    private final byte[] bytes;
    private final byte[] lowerCase;

    HeaderName(final String text) {
        this(text, NO_COMPACT_FORM);
    }

    HeaderName(final String text, final char compact) {
        this.text = text;
        this.compact = compact;
        this.bytes = text.getBytes(StandardCharsets.US_ASCII);
        this.lowerCase = text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    }

    /** Long form in the RFC's spelling. */
    public String text() {
        return text;
    }

    /** Long form in ASCII; not to be changed by the caller. */
    public byte[] bytes() {
        return bytes;
    }

    private static int last(final byte[] name) {
        return name[name.length - 1];
    }

    private static int slot(final int first, final int length, final int last) {
        return (first * 7 + length * 29 + last * 13) & TABLE_MASK;
    }

    static HeaderName of(final DirectBuffer buffer, final int start, final int end) {
        final int length = end - start;
        if (length == 1) {
            final byte letter = buffer.getByte(start);
            final HeaderName name = letter < 0 ? null : COMPACT[letter];
            return name == null ? OTHER : name;
        }
        int slot =
                slot(
                        Scan.lower(buffer.getByte(start)),
                        length,
                        Scan.lower(buffer.getByte(end - 1)));
        for (HeaderName name = TABLE[slot]; name != null; name = TABLE[slot]) {
            if (Scan.equalsIgnoreCase(buffer, start, end, name.lowerCase)) {
                return name;
            }
            slot = slot + 1 & TABLE_MASK;
        }
        return OTHER;
    }
}
