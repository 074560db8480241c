// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import java.nio.charset.StandardCharsets;

/** Reason phrases of the statuses that we answer with ourselves (RFC 3261 §21 and its extensions). */
public final class ReasonPhrase {
    private static final int LEAST = 100;
    private static final byte[][] PHRASES = new byte[600][];

    static {
        for (final String line :
                """
                100 Trying
                200 OK
                302 Moved Temporarily
                400 Bad Request
                401 Unauthorized
                403 Forbidden
                404 Not Found
                405 Method Not Allowed
                407 Proxy Authentication Required
                408 Request Timeout
                413 Request Entity Too Large
                416 Unsupported URI Scheme
                420 Bad Extension
                421 Extension Required
                423 Interval Too Brief
                430 Flow Failed
                439 First Hop Lacks Outbound Support
                440 Max-Breadth Exceeded
                480 Temporarily Unavailable
                481 Call/Transaction Does Not Exist
                482 Loop Detected
                483 Too Many Hops
                484 Address Incomplete
                487 Request Terminated
                500 Server Internal Error
                501 Not Implemented
                503 Service Unavailable
                504 Server Time-out
                505 Version Not Supported
                513 Message Too Large
                """
                        .lines()
                        .toList()) {
            PHRASES[Integer.parseInt(line.substring(0, 3)) - LEAST] = ascii(line.substring(4));
        }
        for (int i = 0; i < PHRASES.length; i++) {
            if (PHRASES[i] == null) {
                PHRASES[i] = ascii("Status " + (i + LEAST));
            }
        }
    }

    private ReasonPhrase() {}

    /** ASCII; not to be changed by the caller. */
    public static byte[] of(final int statusCode) {
        if (statusCode < LEAST || statusCode >= LEAST + PHRASES.length) {
            throw new IllegalArgumentException("no status code: " + statusCode);
        }
        return PHRASES[statusCode - LEAST];
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
