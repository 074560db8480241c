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

    /** A frame of it has come: tells what is new in its header. */
    void onHeader(
            final FrameHeader header,
            final Carrier bus,
            final SwitchTrunk.Listener listener,
            final long now) {
        if (process != header.process()) {
            if (process != 0 && !ended) {
                listener.onEnded(number);
            }
            process = header.process();
            ended = false;
            batch.clear();
        }
        if (beat != header.beat()) {
            beat = header.beat();
            host = bus.hostOf(id);
        }
        heardAt = now;
        if (draining != header.isDraining()) {
            draining = header.isDraining();
            listener.onDraining(number, draining);
        }
        listener.onHeard(number);
    }

    @Override
    public void onRecord(final TrunkRecord record) {
        to.onRecord(number, record);
    }
}
