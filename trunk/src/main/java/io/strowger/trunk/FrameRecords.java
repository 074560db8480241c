// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import org.agrona.DirectBuffer;

/** Walks over the records of a frame. One thread. */
final class FrameRecords {
    private final TrunkRecord record = new TrunkRecord();
    private final int points;
    private final TrunkCounters counters;

    /** What is done with each. */
    interface Each {
        void onRecord(TrunkRecord record);
    }

    /**
     * @param points how many listening points there are
     */
    FrameRecords(final int points, final TrunkCounters counters) {
        this.points = points;
        this.counters = counters;
    }

    /** Hands over the records up to the first that is defective; what a newer version says is skipped. */
    void read(
            final FrameHeader header,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final Each to) {
        final int end = offset + length;
        int at = offset + header.length();
        int count = 0;
        while (at < end) {
            FrameDefect defect = record.wrap(buffer, at, end, header.recordHeader());
            if (defect == FrameDefect.NONE && (record.point() < 0 || record.point() >= points)) {
                defect = FrameDefect.BAD_FLOW;
            }
            if (defect != FrameDefect.NONE) {
                counters.defect(defect);
                break;
            }
            at += record.length();
            count++;
            if (record.kind() != null) {
                to.onRecord(record);
            }
        }
        counters.framesReceived.incrementRelease();
        counters.recordsReceived.getAndAddRelease(count);
    }
}
