// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import io.strowger.location.codec.MessageHeaderEncoder;
import io.strowger.location.codec.StoredNumberRouteEncoder;
import io.strowger.location.codec.StoredNumberRouteEncoder.TargetsEncoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes the value of a NUMBER record: {@code wrap}, {@code add} for each target, {@code length}. */
public final class NumberRouteEncoder {
    static final int MAX_ORDINAL = 0xFFFE;

    /** Where the number of members lies in the header of a group. */
    private static final int COUNT_AT = 1;

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final StoredNumberRouteEncoder message = new StoredNumberRouteEncoder();
    private TargetsEncoder targets =
            message.wrap(new UnsafeBuffer(new byte[16]), 0).targetsCount(0);
    private MutableDirectBuffer buffer = new UnsafeBuffer(new byte[16]);
    private int start;
    private int count;

    /** Begins a route without targets. */
    public NumberRouteEncoder wrap(final MutableDirectBuffer buffer, final int offset) {
        this.buffer = buffer;
        start = offset;
        count = 0;
        message.wrapAndApplyHeader(buffer, offset, header);
        targets = message.targetsCount(Limits.TARGETS);
        return this;
    }

    /**
     * Adds a target; false, and nothing added, when a limit is passed.
     *
     * @param priority lower is tried first, 0..65534
     * @param weight share among equal priorities, 0..65534
     */
    public boolean add(
            final DirectBuffer uri,
            final int uriOffset,
            final int uriLength,
            final int priority,
            final int weight) {
        if (count == Limits.TARGETS
                || uriLength <= 0
                || uriLength > Limits.TARGET_URI
                || priority < 0
                || priority > MAX_ORDINAL
                || weight < 0
                || weight > MAX_ORDINAL) {
            return false;
        }
        targets.next().priority(priority).weight(weight).putUri(uri, uriOffset, uriLength);
        count++;
        return true;
    }

    /** Length of the value, or 0 when it has no targets. */
    public int length() {
        buffer.putByte(
                start + CodecHeader.LENGTH + StoredNumberRouteEncoder.BLOCK_LENGTH + COUNT_AT,
                (byte) count);
        return count == 0 ? 0 : message.limit() - start;
    }
}
