// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

import org.agrona.DirectBuffer;

/** What a message that is sent says about the source that gets it, read from its bytes: they are our own, so well-formed. */
final class SentResponse {
    private static final int STATUS = "SIP/2.0 ".length();
    private static final int LEAST = "SIP/2.0 200 ".length();

    private SentResponse() {}

    /** 0 for a request. */
    static int status(final DirectBuffer buffer, final int offset, final int length) {
        if (length < LEAST || buffer.getByte(offset) != 'S' || buffer.getByte(offset + 3) != '/') {
            return 0;
        }
        int status = 0;
        for (int at = offset + STATUS; at < offset + STATUS + 3; at++) {
            status = status * 10 + buffer.getByte(at) - '0';
        }
        return status;
    }

    /** Not authenticated, forbidden, or asked for what is not there. */
    static boolean isFailure(final int status) {
        return status == 401 || status == 403 || status == 404 || status == 407;
    }

    /** A call that is answered or rings, a registration that was done: what a scanner does not get. */
    static boolean isSuccess(
            final int status, final DirectBuffer buffer, final int offset, final int length) {
        final boolean isGood = status / 100 == 2 || status / 10 == 18;
        return isGood && isOfRegisterOrInvite(buffer, offset, offset + length);
    }

    private static boolean isOfRegisterOrInvite(
            final DirectBuffer buffer, final int start, final int end) {
        for (int at = start; at < end - LEAST; at++) {
            if (buffer.getByte(at) == '\n' && isCSeq(buffer, at + 1)) {
                int method = at + 1 + "CSeq:".length();
                while (method < end && buffer.getByte(method) < 'A') {
                    method++;
                }
                final byte first = method < end ? buffer.getByte(method) : 0;
                // REFER begins as REGISTER does; it succeeds in a dialog only.
                return first == 'I' || first == 'R';
            }
        }
        return false;
    }

    private static boolean isCSeq(final DirectBuffer buffer, final int at) {
        return buffer.getByte(at) == 'C'
                && buffer.getByte(at + 1) == 'S'
                && buffer.getByte(at + 2) == 'e'
                && buffer.getByte(at + 3) == 'q';
    }
}
