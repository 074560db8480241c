// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.RecordPosition;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;

/** Takes down what a machine sends, one line a frame. */
final class Sent implements SessionOutput {
    private final FrameReader reader = new FrameReader();
    private final StringBuilder lines = new StringBuilder();
    private boolean takes = true;
    private int taken;

    /** Whether frames are taken or refused. */
    void takes(final boolean each) {
        takes = each;
    }

    @Override
    public boolean offer(
            final long id, final DirectBuffer buffer, final int offset, final int length) {
        if (takes) {
            taken++;
            lines.append(id).append(" <- ");
            lines.append(describe(reader.read(buffer, offset, length))).append('\n');
        }
        return takes;
    }

    /** As a stream, to everybody. */
    boolean stream(final DirectBuffer buffer, final int offset, final int length) {
        if (takes) {
            taken++;
            lines.append("all <- ");
            lines.append(describe(reader.read(buffer, offset, length))).append('\n');
        }
        return takes;
    }

    int taken() {
        return taken;
    }

    /** The lines since the last call. */
    String lines() {
        final String all = lines.toString();
        lines.setLength(0);
        return all;
    }

    private static String describe(final Message message) {
        return switch (message) {
            case Message.Announcement a ->
                    "announce "
                            + a.level()
                            + " term "
                            + a.term()
                            + " by "
                            + a.sender()
                            + " servers "
                            + a.loadServers()
                            + " equal "
                            + a.equalLoadServers();
            case Message.Entry e -> "entry " + part(e.part()) + " term " + e.term();
            case Message.LoadRequest r ->
                    r.kind()
                            + " from "
                            + r.fromLevel()
                            + (r.receivedSequence() < 0 ? "" : " after " + r.receivedSequence());
            case Message.LoadGrant g -> g.answer().toString();
            case Message.EntryChunk c ->
                    "entries "
                            + c.parts().stream().map(Sent::part).collect(Collectors.joining(" "))
                            + (c.endOfWindow() ? " end" : "");
            case Message.RecordChunk c ->
                    "records #"
                            + c.sequence()
                            + " ("
                            + place(c.records().after())
                            + ".."
                            + place(c.records().to())
                            + "] at "
                            + c.readAtLevel();
            case Message.ReplicaReport r ->
                    "report "
                            + r.role()
                            + " level "
                            + r.state().level()
                            + (r.digestDiffers() ? " differs" : "");
            case Message.RegionReport r ->
                    "region "
                            + r.inStep()
                            + "/"
                            + r.replicas()
                            + " lowest "
                            + r.lowestLevel()
                            + " worst "
                            + r.worstLagMillis();
            case Message.Unknown u -> u.toString();
            case Message.Malformed m -> m.toString();
        };
    }

    private static String part(final Message.EntryPart part) {
        return part.isWhole()
                ? String.valueOf(part.level())
                : part.level() + "+" + part.partOffset();
    }

    private static String place(final RecordPosition position) {
        return new String(position.key(), StandardCharsets.UTF_8);
    }
}
