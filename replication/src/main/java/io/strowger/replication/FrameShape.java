// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.Limits;
import io.strowger.replication.Message.Malformation;
import io.strowger.replication.codec.AnnouncementMessageDecoder;
import io.strowger.replication.codec.EntryChunkMessageDecoder;
import io.strowger.replication.codec.EntryMessageDecoder;
import io.strowger.replication.codec.LoadGrantMessageDecoder;
import io.strowger.replication.codec.LoadRequestMessageDecoder;
import io.strowger.replication.codec.MessageHeaderDecoder;
import io.strowger.replication.codec.RecordChunkMessageDecoder;
import io.strowger.replication.codec.RegionReportMessageDecoder;
import io.strowger.replication.codec.ReplicaReportMessageDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The form of each message: whoever has checked it may read the frame with the generated decoders without fear. What a
 * newer version has added behind the known fields, groups and data is stepped over.
 */
enum FrameShape {
    ANNOUNCEMENT(
            AnnouncementMessageDecoder.TEMPLATE_ID,
            AnnouncementMessageDecoder.BLOCK_LENGTH,
            null,
            new Group(8, WireLimits.LOAD_SERVERS)),
    ENTRY(
            EntryMessageDecoder.TEMPLATE_ID,
            EntryMessageDecoder.BLOCK_LENGTH,
            null,
            null,
            WireLimits.FRAME),
    LOAD_REQUEST(
            LoadRequestMessageDecoder.TEMPLATE_ID,
            LoadRequestMessageDecoder.BLOCK_LENGTH,
            new Before(
                    LoadRequestMessageDecoder.lackingAfterTableSinceVersion(),
                    LoadRequestMessageDecoder.lackingAfterTableEncodingOffset(),
                    false),
            null,
            Limits.KEY,
            Limits.KEY),
    LOAD_GRANT(
            LoadGrantMessageDecoder.TEMPLATE_ID, LoadGrantMessageDecoder.BLOCK_LENGTH, null, null),
    ENTRY_CHUNK(
            EntryChunkMessageDecoder.TEMPLATE_ID,
            EntryChunkMessageDecoder.BLOCK_LENGTH,
            null,
            new Group(16, WireLimits.PARTS, WireLimits.FRAME)),
    RECORD_CHUNK(
            RecordChunkMessageDecoder.TEMPLATE_ID,
            RecordChunkMessageDecoder.BLOCK_LENGTH,
            null,
            new Group(9, WireLimits.RECORDS, Limits.KEY, Limits.VALUE),
            Limits.KEY,
            Limits.KEY),
    REPLICA_REPORT(
            ReplicaReportMessageDecoder.TEMPLATE_ID,
            ReplicaReportMessageDecoder.BLOCK_LENGTH,
            new Before(
                    ReplicaReportMessageDecoder.lastLoadMillisSinceVersion(),
                    ReplicaReportMessageDecoder.lastLoadMillisEncodingOffset(),
                    true),
            null,
            WireLimits.NAME),
    REGION_REPORT(
            RegionReportMessageDecoder.TEMPLATE_ID,
            RegionReportMessageDecoder.BLOCK_LENGTH,
            null,
            null,
            WireLimits.NAME);

    /**
     * What a message was before it grew.
     *
     * @param version in which it did
     * @param block its shorter block
     * @param hasData whether its data were there already
     */
    private record Before(int version, int block, boolean hasData) {}

    private static final int LENGTH_BYTES = 2;
    private static final FrameShape[] BY_TEMPLATE = new FrameShape[9];

    static {
        for (final FrameShape shape : values()) {
            BY_TEMPLATE[shape.templateId] = shape;
        }
    }

    private final int templateId;
    private final int block;
    private final @Nullable Before before;
    private final @Nullable Group group;
    private final int[] dataLimits;

    FrameShape(
            final int templateId,
            final int block,
            final @Nullable Before before,
            final @Nullable Group group,
            final int... dataLimits) {
        this.templateId = templateId;
        this.block = block;
        this.before = before;
        this.group = group;
        this.dataLimits = dataLimits;
    }

    /** The shape of a template, null when this version knows none. */
    static @Nullable FrameShape ofTemplate(final int templateId) {
        return templateId > 0 && templateId < BY_TEMPLATE.length ? BY_TEMPLATE[templateId] : null;
    }

    /** What is wrong with the frame, or null. The header has been checked. */
    @Nullable Malformation defect(final DirectBuffer frame, final int length) {
        final int acting = unsignedShort(frame, MessageHeaderDecoder.blockLengthEncodingOffset());
        final int version = unsignedShort(frame, MessageHeaderDecoder.versionEncodingOffset());
        final Before old = before == null || version >= before.version ? null : before;
        if (acting < (old == null ? block : old.block)) {
            return Malformation.BLOCK_TOO_SHORT;
        }
        int at = MessageHeaderDecoder.ENCODED_LENGTH + acting;
        if (at > length) {
            return Malformation.TRUNCATED;
        }
        if (group != null) {
            at = group.end(frame, at, length);
        }
        at = at < 0 || (old != null && !old.hasData) ? at : dataEnd(frame, at, length, dataLimits);
        return at < 0 ? Malformation.values()[-1 - at] : null;
    }

    /** Where the given data end, or -1 - the ordinal of what is wrong. */
    private static int dataEnd(
            final DirectBuffer frame, final int from, final int length, final int[] limits) {
        int at = from;
        for (final int limit : limits) {
            if (at + LENGTH_BYTES > length) {
                return -1 - Malformation.TRUNCATED.ordinal();
            }
            final int bytes = unsignedShort(frame, at);
            if (bytes > limit) {
                return -1 - Malformation.TOO_LONG.ordinal();
            }
            at += LENGTH_BYTES + bytes;
            if (at > length) {
                return -1 - Malformation.TRUNCATED.ordinal();
            }
        }
        return at;
    }

    private static int unsignedShort(final DirectBuffer frame, final int at) {
        return frame.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }

    /** The repeated part of a message. */
    private static final class Group {
        private static final int HEADER = 4;

        private final int block;
        private final int most;
        private final int[] dataLimits;

        Group(final int block, final int most, final int... dataLimits) {
            this.block = block;
            this.most = most;
            this.dataLimits = dataLimits;
        }

        int end(final DirectBuffer frame, final int from, final int length) {
            if (from + HEADER > length) {
                return -1 - Malformation.TRUNCATED.ordinal();
            }
            final int acting = unsignedShort(frame, from);
            final int count = unsignedShort(frame, from + LENGTH_BYTES);
            if (acting < block) {
                return -1 - Malformation.BLOCK_TOO_SHORT.ordinal();
            }
            if (count > most) {
                return -1 - Malformation.TOO_MANY.ordinal();
            }
            int at = from + HEADER;
            for (int i = 0; i < count && at >= 0; i++) {
                at += acting;
                if (at > length) {
                    return -1 - Malformation.TRUNCATED.ordinal();
                }
                at = dataEnd(frame, at, length, dataLimits);
            }
            return at;
        }
    }
}
