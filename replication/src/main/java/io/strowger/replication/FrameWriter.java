// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.replication.Message.Announcement;
import io.strowger.replication.Message.Entry;
import io.strowger.replication.Message.LoadGrant;
import io.strowger.replication.Message.LoadRequest;
import io.strowger.replication.Message.RegionReport;
import io.strowger.replication.Message.ReplicaReport;
import io.strowger.replication.codec.AnnouncementMessageEncoder;
import io.strowger.replication.codec.EntryMessageEncoder;
import io.strowger.replication.codec.LoadGrantMessageEncoder;
import io.strowger.replication.codec.LoadRequestMessageEncoder;
import io.strowger.replication.codec.MessageHeaderEncoder;
import io.strowger.replication.codec.RegionReportMessageEncoder;
import io.strowger.replication.codec.ReplicaReportMessageEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes the messages that are one frame each. Keeps its own buffer, which the next message overwrites. */
public final class FrameWriter {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[WireLimits.FRAME]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final AnnouncementMessageEncoder announcement = new AnnouncementMessageEncoder();
    private final EntryMessageEncoder entry = new EntryMessageEncoder();
    private final LoadRequestMessageEncoder request = new LoadRequestMessageEncoder();
    private final LoadGrantMessageEncoder grant = new LoadGrantMessageEncoder();
    private final ReplicaReportMessageEncoder replica = new ReplicaReportMessageEncoder();
    private final RegionReportMessageEncoder region = new RegionReportMessageEncoder();

    /** Holds the frame from offset 0 on. */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** Writes an announcement; at most {@link WireLimits#LOAD_SERVERS} servers. Gives the frame's length. */
    public int write(final Announcement from) {
        final AnnouncementMessageEncoder.LoadServersEncoder servers =
                announcement
                        .wrapAndApplyHeader(buffer, 0, header)
                        .sender(from.sender())
                        .birthDate(from.birthDate())
                        .term(from.term())
                        .level(from.level())
                        .oldestLoggedLevel(from.oldestLoggedLevel())
                        .digestHigh(from.digestHigh())
                        .digestLow(from.digestLow())
                        .recordCount(from.recordCount())
                        .equalLoadServers((short) from.equalLoadServers())
                        .loadServersCount(from.loadServers().size());
        for (final long id : from.loadServers()) {
            servers.next().id(id);
        }
        return announcement.limit();
    }

    /** Writes a part of an entry; at most {@link WireLimits#PAYLOAD} bytes. Gives the frame's length. */
    public int write(final Entry from) {
        entry.wrapAndApplyHeader(buffer, 0, header)
                .sender(from.sender())
                .birthDate(from.birthDate())
                .term(from.term())
                .level(from.part().level())
                .entryLength(from.part().entryLength())
                .partOffset(from.part().partOffset())
                .putPart(from.part().part(), 0, from.part().part().capacity());
        return entry.limit();
    }

    /** Writes a request. Gives the frame's length. */
    public int write(final LoadRequest from) {
        final byte[] after = from.lackingAfter().key();
        final byte[] to = from.lackingTo().key();
        request.wrapAndApplyHeader(buffer, 0, header)
                .requester(from.requester())
                .birthDate(from.birthDate())
                .kind((short) from.kind().ordinal())
                .fromLevel(from.fromLevel())
                .fromOffset(from.fromOffset())
                .windowBytes(from.windowBytes())
                .receivedSequence(from.receivedSequence())
                .lackingAfterTable((short) from.lackingAfter().table())
                .lackingToTable((short) from.lackingTo().table())
                .putLackingAfterKey(after, 0, after.length)
                .putLackingToKey(to, 0, to.length);
        return request.limit();
    }

    /** Writes an answer. Gives the frame's length. */
    public int write(final LoadGrant from) {
        grant.wrapAndApplyHeader(buffer, 0, header)
                .server(from.server())
                .birthDate(from.birthDate())
                .term(from.term())
                .level(from.level())
                .oldestLoggedLevel(from.oldestLoggedLevel())
                .kind((short) from.kind().ordinal())
                .answer((short) from.answer().ordinal())
                .retryAfterMillis(from.retryAfterMillis());
        return grant.limit();
    }

    /** Writes a report; the name is cut to {@link WireLimits#NAME}. Gives the frame's length. */
    public int write(final ReplicaReport from) {
        final byte[] name = name(from.name());
        replica.wrapAndApplyHeader(buffer, 0, header)
                .id(from.id())
                .role((short) from.role().ordinal())
                .state((short) from.activity().ordinal())
                .coherent((short) (from.state().coherent() ? 1 : 0))
                .digestDiffers((short) (from.digestDiffers() ? 1 : 0))
                .birthDate(from.state().birthDate())
                .level(from.state().level())
                .digestHigh(from.state().digestHigh())
                .digestLow(from.state().digestLow())
                .recordCount(from.state().recordCount())
                .lagMillis(from.lagMillis())
                .lastLoad((short) from.lastLoad().ordinal())
                .lastLoadMillis(from.lastLoadMillis())
                .putName(name, 0, name.length);
        return replica.limit();
    }

    /** Writes a report of a region; the name is cut to {@link WireLimits#NAME}. Gives the frame's length. */
    public int write(final RegionReport from) {
        final byte[] name = name(from.name());
        region.wrapAndApplyHeader(buffer, 0, header)
                .sender(from.sender())
                .birthDate(from.birthDate())
                .lowestLevel(from.lowestLevel())
                .worstLagMillis(from.worstLagMillis())
                .replicas(from.replicas())
                .inStep(from.inStep())
                .differing(from.differing())
                .putName(name, 0, name.length);
        return region.limit();
    }

    private static byte[] name(final String name) {
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= WireLimits.NAME ? bytes : Arrays.copyOf(bytes, WireLimits.NAME);
    }
}
