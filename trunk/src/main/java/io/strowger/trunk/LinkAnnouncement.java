// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What a switch tells its nodes of its links when these are no longer as configured, again each second: who comes later hears it, too. One thread. */
final class LinkAnnouncement {
    private static final long AGAIN_NANOS = 1_000_000_000;

    private final UnsafeBuffer record = new UnsafeBuffer(0, 0);
    private boolean isFresh;
    private long at;

    void change(final List<String> addresses) {
        final byte[] text = String.join("\n", addresses).getBytes(StandardCharsets.US_ASCII);
        record.wrap(new byte[TrunkRecord.HEADER + text.length]);
        TrunkRecord.writeWithoutFlow(record, 0, RecordKind.LINKS, text.length);
        record.putBytes(TrunkRecord.HEADER, text);
        isFresh = true;
    }

    /** Whether it is to be told in this turn. */
    boolean isDue(final long nowNanos) {
        if (record.capacity() == 0 || (!isFresh && nowNanos - at < 0)) {
            return false;
        }
        isFresh = false;
        at = nowNanos + AGAIN_NANOS;
        return true;
    }

    DirectBuffer record() {
        return record;
    }
}
