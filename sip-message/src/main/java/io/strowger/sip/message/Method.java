// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/** Methods that the router acts on; every other is {@link #EXTENSION}. Case-sensitive (§7.1). */
public enum Method {
    INVITE,
    ACK,
    BYE,
    CANCEL,
    OPTIONS,
    REGISTER,
    PRACK,
    SUBSCRIBE,
    NOTIFY,
    PUBLISH,
    INFO,
    REFER,
    MESSAGE,
    UPDATE,
    EXTENSION;

    private static final Method[] VALUES = values();

    private final byte[] token = name().getBytes(StandardCharsets.US_ASCII);

    /** As on the wire, in ASCII; not to be changed by the caller. */
    public byte[] token() {
        return token;
    }

    static Method of(final DirectBuffer buffer, final int start, final int end) {
        for (final Method method : VALUES) {
            if (method.token.length == end - start
                    && method.token[0] == buffer.getByte(start)
                    && method != EXTENSION
                    && Scan.equals(buffer, start, end, method.token)) {
                return method;
            }
        }
        return EXTENSION;
    }
}
