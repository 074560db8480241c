// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.DatabaseState;
import io.strowger.location.RecordCursor;
import io.strowger.location.RecordPosition;
import io.strowger.location.RecordTable;
import io.strowger.replication.Message.Activity;
import io.strowger.replication.Message.Announcement;
import io.strowger.replication.Message.Entry;
import io.strowger.replication.Message.EntryChunk;
import io.strowger.replication.Message.EntryPart;
import io.strowger.replication.Message.LastLoad;
import io.strowger.replication.Message.LoadAnswer;
import io.strowger.replication.Message.LoadGrant;
import io.strowger.replication.Message.LoadKind;
import io.strowger.replication.Message.LoadRequest;
import io.strowger.replication.Message.Malformation;
import io.strowger.replication.Message.Malformed;
import io.strowger.replication.Message.RecordChunk;
import io.strowger.replication.Message.RegionReport;
import io.strowger.replication.Message.ReplicaReport;
import io.strowger.replication.Message.Role;
import io.strowger.replication.Message.Unknown;
import io.strowger.replication.codec.AnnouncementMessageDecoder;
import io.strowger.replication.codec.EntryChunkMessageDecoder;
import io.strowger.replication.codec.EntryMessageDecoder;
import io.strowger.replication.codec.LoadGrantMessageDecoder;
import io.strowger.replication.codec.LoadRequestMessageDecoder;
import io.strowger.replication.codec.MessageHeaderDecoder;
import io.strowger.replication.codec.RecordChunkMessageDecoder;
import io.strowger.replication.codec.RegionReportMessageDecoder;
import io.strowger.replication.codec.ReplicaReportMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads frames. Whatever the bytes are, the answer is a message. One per thread. */
public final class FrameReader {
    private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;

    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AnnouncementMessageDecoder announcement = new AnnouncementMessageDecoder();
    private final EntryMessageDecoder entry = new EntryMessageDecoder();
    private final LoadRequestMessageDecoder request = new LoadRequestMessageDecoder();
    private final LoadGrantMessageDecoder grant = new LoadGrantMessageDecoder();
    private final EntryChunkMessageDecoder entryChunk = new EntryChunkMessageDecoder();
    private final RecordChunkMessageDecoder recordChunk = new RecordChunkMessageDecoder();
    private final ReplicaReportMessageDecoder replicaReport = new ReplicaReportMessageDecoder();
    private final RegionReportMessageDecoder regionReport = new RegionReportMessageDecoder();

    /** The message in these bytes; it points into them and is valid as long as they are. */
    public Message read(final DirectBuffer buffer, final int offset, final int length) {
        if (length < HEADER) {
            return new Malformed(Malformation.TOO_SHORT);
        }
        if (length > WireLimits.FRAME) {
            return new Malformed(Malformation.TOO_LONG);
        }
        frame.wrap(buffer, offset, length);
        header.wrap(frame, 0);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
            return new Malformed(Malformation.OTHER_SCHEMA);
        }
        final FrameShape shape = FrameShape.ofTemplate(header.templateId());
        if (shape == null) {
            return new Unknown(header.templateId());
        }
        final Malformation defect = shape.defect(frame, length);
        return defect == null ? message(shape) : new Malformed(defect);
    }

    private Message message(final FrameShape shape) {
        final int block = header.blockLength();
        final int version = header.version();
        return switch (shape) {
            case ANNOUNCEMENT -> announcement(announcement.wrap(frame, HEADER, block, version));
            case ENTRY -> entry(entry.wrap(frame, HEADER, block, version));
            case LOAD_REQUEST -> request(request.wrap(frame, HEADER, block, version), version);
            case LOAD_GRANT -> grant(grant.wrap(frame, HEADER, block, version));
            case ENTRY_CHUNK -> entryChunk(entryChunk.wrap(frame, HEADER, block, version));
            case RECORD_CHUNK -> recordChunk(recordChunk.wrap(frame, HEADER, block, version));
            case REPLICA_REPORT -> replica(replicaReport.wrap(frame, HEADER, block, version));
            case REGION_REPORT -> region(regionReport.wrap(frame, HEADER, block, version));
        };
    }

    private static Message announcement(final AnnouncementMessageDecoder from) {
        final AnnouncementMessageDecoder.LoadServersDecoder servers = from.loadServers();
        final List<Long> ids = new ArrayList<>(servers.count());
        while (servers.hasNext()) {
            ids.add(servers.next().id());
        }
        return new Announcement(
                from.sender(),
                from.birthDate(),
                from.term(),
                from.level(),
                from.oldestLoggedLevel(),
                from.digestHigh(),
                from.digestLow(),
                from.recordCount(),
                ids,
                Math.min(from.equalLoadServers(), ids.size()));
    }

    private Message entry(final EntryMessageDecoder from) {
        final int length = from.partLength();
        final EntryPart part =
                new EntryPart(
                        from.level(),
                        (int) from.entryLength(),
                        (int) from.partOffset(),
                        slice(from.limit() + 2, length));
        return isInRange(part)
                ? new Entry(from.sender(), from.birthDate(), from.term(), part)
                : new Malformed(Malformation.OUT_OF_RANGE);
    }

    private static boolean isInRange(final EntryPart part) {
        return part.level() > 0
                && part.entryLength() > 0
                && part.entryLength() <= WireLimits.ENTRY
                && part.partOffset() >= 0
                && part.part().capacity() > 0
                && part.partOffset() <= part.entryLength() - part.part().capacity();
    }

    private Message request(final LoadRequestMessageDecoder from, final int version) {
        final long window = from.windowBytes();
        final long offset = from.fromOffset();
        if (from.kind() >= LoadKind.values().length
                || window > WireLimits.WINDOW
                || offset > WireLimits.ENTRY
                || from.fromLevel() < 0
                || from.receivedSequence() < -1) {
            return new Malformed(Malformation.OUT_OF_RANGE);
        }
        final boolean isOld = version < LoadRequestMessageDecoder.lackingToKeySinceVersion();
        final RecordPosition after = isOld ? RecordPosition.START : lackingAfter(from);
        final RecordPosition to = isOld ? RecordPosition.END : lackingTo(from);
        return after.compareTo(to) >= 0
                ? new Malformed(Malformation.OUT_OF_RANGE)
                : new LoadRequest(
                        from.requester(),
                        from.birthDate(),
                        LoadKind.values()[from.kind()],
                        from.fromLevel(),
                        (int) offset,
                        (int) window,
                        from.receivedSequence(),
                        after,
                        to);
    }

    private RecordPosition lackingAfter(final LoadRequestMessageDecoder from) {
        final int length = from.lackingAfterKeyLength();
        final RecordPosition after = position(from.lackingAfterTable(), length, from.limit());
        from.skipLackingAfterKey();
        return after;
    }

    private RecordPosition lackingTo(final LoadRequestMessageDecoder from) {
        return position(from.lackingToTable(), from.lackingToKeyLength(), from.limit());
    }

    private static Message grant(final LoadGrantMessageDecoder from) {
        if (from.kind() >= LoadKind.values().length
                || from.answer() >= LoadAnswer.values().length
                || from.retryAfterMillis() > Integer.MAX_VALUE) {
            return new Malformed(Malformation.OUT_OF_RANGE);
        }
        return new LoadGrant(
                from.server(),
                from.birthDate(),
                from.term(),
                from.level(),
                from.oldestLoggedLevel(),
                LoadKind.values()[from.kind()],
                LoadAnswer.values()[from.answer()],
                (int) from.retryAfterMillis());
    }

    private Message entryChunk(final EntryChunkMessageDecoder from) {
        final EntryChunkMessageDecoder.PartsDecoder group = from.parts();
        final List<EntryPart> parts = new ArrayList<>(group.count());
        while (group.hasNext()) {
            group.next();
            final int length = group.partLength();
            final EntryPart part =
                    new EntryPart(
                            group.level(),
                            (int) group.entryLength(),
                            (int) group.partOffset(),
                            slice(from.limit() + 2, length));
            if (!isInRange(part)) {
                return new Malformed(Malformation.OUT_OF_RANGE);
            }
            parts.add(part);
            group.skipPart();
        }
        return new EntryChunk(
                from.server(),
                from.birthDate(),
                from.term(),
                from.serverLevel(),
                from.endOfWindow() != 0,
                parts);
    }

    private Message recordChunk(final RecordChunkMessageDecoder from) {
        final int groupAt = from.limit();
        final RecordChunkMessageDecoder.RecordsDecoder group = from.records();
        while (group.hasNext()) {
            group.next().sbeSkip();
        }
        final RecordPosition after =
                position(from.afterTable(), from.afterKeyLength(), from.limit());
        from.skipAfterKey();
        final RecordPosition to = position(from.toTable(), from.toKeyLength(), from.limit());
        final RecordRange range = new RecordRange(after, to, frame(), groupAt);
        return after.compareTo(to) < 0 && isInRange(range)
                ? new RecordChunk(
                        from.server(),
                        from.birthDate(),
                        from.term(),
                        from.sequence(),
                        from.readAtLevel(),
                        range)
                : new Malformed(Malformation.OUT_OF_RANGE);
    }

    private static boolean isInRange(final RecordRange range) {
        final RecordCursor record = range.cursor();
        while (record.next()) {
            if (record.key().capacity() == 0
                    || record.value().capacity() == 0
                    || RecordTable.ofCode(record.table()) == null) {
                return false;
            }
        }
        return true;
    }

    private RecordPosition position(final int table, final int length, final int at) {
        return RecordPosition.of(table, slice(at + 2, length));
    }

    private static Message replica(final ReplicaReportMessageDecoder from) {
        if (from.role() >= Role.values().length
                || from.state() >= Activity.values().length
                || from.lastLoad() >= LastLoad.values().length) {
            return new Malformed(Malformation.OUT_OF_RANGE);
        }
        final long took = from.lastLoadMillis();
        return new ReplicaReport(
                from.id(),
                name(from),
                Role.values()[from.role()],
                Activity.values()[from.state()],
                new DatabaseState(
                        from.birthDate(),
                        from.level(),
                        from.coherent() != 0,
                        from.digestHigh(),
                        from.digestLow(),
                        from.recordCount()),
                from.lagMillis(),
                from.digestDiffers() != 0,
                LastLoad.values()[from.lastLoad()],
                took == ReplicaReportMessageDecoder.lastLoadMillisNullValue() ? -1 : took);
    }

    private static String name(final ReplicaReportMessageDecoder from) {
        final byte[] name = new byte[from.nameLength()];
        from.getName(name, 0, name.length);
        return new String(name, StandardCharsets.UTF_8);
    }

    private static Message region(final RegionReportMessageDecoder from) {
        final byte[] name = new byte[from.nameLength()];
        from.getName(name, 0, name.length);
        return new RegionReport(
                from.sender(),
                new String(name, StandardCharsets.UTF_8),
                from.birthDate(),
                from.lowestLevel(),
                from.worstLagMillis(),
                (int) from.replicas(),
                (int) from.inStep(),
                (int) from.differing());
    }

    private UnsafeBuffer slice(final int at, final int length) {
        return new UnsafeBuffer(frame, at, length);
    }

    /** What is wrapped next must not move a message that was handed out. */
    private UnsafeBuffer frame() {
        return new UnsafeBuffer(frame, 0, frame.capacity());
    }
}
