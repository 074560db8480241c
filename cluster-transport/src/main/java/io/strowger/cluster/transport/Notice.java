// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is answered to a datagram that does not open, so that the other side can say what is wrong, too. It is not sealed, as
 * the other side could not open it: anybody can say so, a hint and not a fact.
 */
enum Notice {
    NOT_OPENED("SWG?not opened", " refuses our datagrams: it has another cluster.secret-file"),
    NOT_OF_THIS_TIME(
            "SWG?not of this time",
            " refuses our datagrams: its clock and ours differ by more than a minute");

    private static final Notice[] ALL = values();

    private final byte[] text;
    private final ByteBuffer bytes;
    private final String meaning;

    Notice(final String text, final String meaning) {
        this.text = text.getBytes(StandardCharsets.US_ASCII);
        bytes = ByteBuffer.allocateDirect(this.text.length).put(this.text);
        this.meaning = meaning;
    }

    /** What is answered to a datagram of which this became; null for nothing. */
    static @Nullable Notice about(final OpenOutcome outcome) {
        return switch (outcome) {
            case MALFORMED, OTHER_SECRET, FORGED -> NOT_OPENED;
            case STALE -> NOT_OF_THIS_TIME;
            case OPENED, DUPLICATE, TOO_OLD, REFUSAL -> null;
        };
    }

    /** Which notice a datagram is; null when it is none. */
    static @Nullable Notice in(final DirectBuffer datagram, final int length) {
        for (final Notice notice : ALL) {
            if (notice.isIn(datagram, length)) {
                return notice;
            }
        }
        return null;
    }

    private boolean isIn(final DirectBuffer datagram, final int length) {
        boolean same = length == text.length;
        for (int i = 0; same && i < text.length; i++) {
            same = datagram.getByte(i) == text[i];
        }
        return same;
    }

    /** Shall be sent by one thread; each gets a view of its own. */
    ByteBuffer bytes() {
        return bytes.duplicate().flip();
    }

    String lineOf(final String host) {
        return host + meaning;
    }
}
