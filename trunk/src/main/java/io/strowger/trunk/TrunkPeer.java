// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import org.jspecify.annotations.Nullable;

/** A node, as the end of a switch knows it. */
final class TrunkPeer implements FrameRecords.Each {
    final long id;
    final SwitchTrunk.Listener to;
    final ProcessWatch watch;
    final TrunkBatch batch = new TrunkBatch();
    int number;
    long process;
    long heardAt;
    long beat;
    @Nullable String host;
    long echoed;
    boolean ended;
    boolean draining;
    boolean full;
    boolean saidFull;

    TrunkPeer(
            final int number,
            final long id,
            final SwitchTrunk.Listener to,
            final ProcessWatch watch) {
        this.number = number;
        this.id = id;
        this.to = to;
        this.watch = watch;
    }

    @Override
    public void onRecord(final TrunkRecord record) {
        to.onRecord(number, record);
    }
}
