// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What a switch tells of its links when these are no longer as configured, again each second: who comes later hears it, too. One thread. */
final class LinkAnnouncement {
    private static final long AGAIN_NANOS = 1_000_000_000;

    private final int header;
    private final Header writer;
    private final UnsafeBuffer message = new UnsafeBuffer(0, 0);
    private boolean isFresh;
    private long at;

    /** Writes what stands before the text. */
    interface Header {
        void write(MutableDirectBuffer into, int textLength);
    }

    /**
     * @param header bytes before the text
     */
    LinkAnnouncement(final int header, final Header writer) {
        this.header = header;
        this.writer = writer;
    }

    void change(final List<String> addresses) {
        final byte[] text = String.join("\n", addresses).getBytes(StandardCharsets.US_ASCII);
        message.wrap(new byte[header + text.length]);
        writer.write(message, text.length);
        message.putBytes(header, text);
        isFresh = true;
    }

    /** Whether it is to be told in this turn. */
    boolean isDue(final long nowNanos) {
        if (message.capacity() == 0 || (!isFresh && nowNanos - at < 0)) {
            return false;
        }
        isFresh = false;
        at = nowNanos + AGAIN_NANOS;
        return true;
    }

    /** With its header. */
    DirectBuffer message() {
        return message;
    }
}
