// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.RecordCursor;
import io.strowger.location.RecordPosition;
import io.strowger.replication.Message.Activity;
import io.strowger.replication.Message.Announcement;
import io.strowger.replication.Message.Entry;
import io.strowger.replication.Message.EntryChunk;
import io.strowger.replication.Message.LoadKind;
import io.strowger.replication.Message.LoadRequest;
import io.strowger.replication.Message.RecordChunk;
import io.strowger.replication.Message.ReplicaReport;
import io.strowger.replication.Message.Role;
import io.strowger.replication.Message.Unknown;
import io.strowger.replication.codec.next.AnnouncementMessageDecoder;
import io.strowger.replication.codec.next.AnnouncementMessageEncoder;
import io.strowger.replication.codec.next.EntryChunkMessageEncoder;
import io.strowger.replication.codec.next.EntryMessageEncoder;
import io.strowger.replication.codec.next.FarewellMessageEncoder;
import io.strowger.replication.codec.next.MessageHeaderDecoder;
import io.strowger.replication.codec.next.MessageHeaderEncoder;
import io.strowger.replication.codec.next.RecordChunkMessageEncoder;
import io.strowger.replication.codec.previous.ReplicaReportMessageEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Version N reads N-1 and N+1: what was added is skipped, what was not there yet has its value for unknown. */
class RollingUpgradeTest {
    private static final byte[] MORE = "more".getBytes(StandardCharsets.UTF_8);

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[WireLimits.FRAME]);
    private final MessageHeaderEncoder next = new MessageHeaderEncoder();
    private final FrameReader reader = new FrameReader();
    private final History history = new History(History.BIRTH_DATE, 9);

    private int announcement(final long level) {
        final var state = history.at(level).state();
        final AnnouncementMessageEncoder message = new AnnouncementMessageEncoder();
        message.wrapAndApplyHeader(buffer, 0, next)
                .sender(1)
                .birthDate(state.birthDate())
                .term(3)
                .level(level)
                .oldestLoggedLevel(1)
                .digestHigh(state.digestHigh())
                .digestLow(state.digestLow())
                .recordCount(state.recordCount())
                .equalLoadServers((short) 1)
                .leaderSince(77);
        message.loadServersCount(2).next().id(2).weight(5).next().id(1).weight(6);
        message.regionsCount(1).next().id(4);
        message.putMotto(MORE, 0, MORE.length);
        return message.limit();
    }

    private int entry(final long level) {
        final byte[] entry = history.entry(level);
        final EntryMessageEncoder message = new EntryMessageEncoder();
        message.wrapAndApplyHeader(buffer, 0, next)
                .sender(1)
                .birthDate(History.BIRTH_DATE)
                .term(3)
                .level(level)
                .entryLength(entry.length)
                .partOffset(0)
                .priority((short) 1)
                .putPart(entry, 0, entry.length)
                .putSignature(MORE, 0, MORE.length);
        return message.limit();
    }

    private int entries(final long from, final long to) {
        final EntryChunkMessageEncoder message = new EntryChunkMessageEncoder();
        message.wrapAndApplyHeader(buffer, 0, next)
                .server(2)
                .birthDate(History.BIRTH_DATE)
                .term(3)
                .serverLevel(9)
                .endOfWindow((short) 1);
        final EntryChunkMessageEncoder.PartsEncoder parts =
                message.partsCount((int) (to - from + 1));
        for (long level = from; level <= to; level++) {
            final byte[] entry = history.entry(level);
            parts.next()
                    .level(level)
                    .entryLength(entry.length)
                    .partOffset(0)
                    .priority((short) 1)
                    .putPart(entry, 0, entry.length);
        }
        message.putSignature(MORE, 0, MORE.length);
        return message.limit();
    }

    private int records() {
        final RecordChunkMessageEncoder message = new RecordChunkMessageEncoder();
        message.wrapAndApplyHeader(buffer, 0, next)
                .server(2)
                .birthDate(History.BIRTH_DATE)
                .term(3)
                .sequence(1)
                .readAtLevel(6)
                .afterTable((short) 0)
                .toTable((short) RecordPosition.END.table());
        final RecordChunkMessageEncoder.RecordsEncoder records = message.recordsCount(3);
        history.at(6)
                .read(
                        RecordPosition.START,
                        record -> {
                            records.next()
                                    .level(record.level())
                                    .table((short) record.table())
                                    .changedAt(5)
                                    .putKey(record.key(), 0, record.key().capacity())
                                    .putValue(record.value(), 0, record.value().capacity());
                            return true;
                        });
        message.putAfterKey(MORE, 0, 0).putToKey(MORE, 0, 0);
        return message.limit();
    }

    @Test
    void messagesOfTheNextVersionAreReadWithoutWhatIsNew() {
        final Announcement announced = (Announcement) reader.read(buffer, 0, announcement(5));
        assertThat(announced.level()).isEqualTo(5);
        assertThat(announced.loadServers()).isEqualTo(List.of(2L, 1L));
        final Entry entry = (Entry) reader.read(buffer, 0, entry(4));
        assertThat(entry.part().isWhole()).isTrue();
        final EntryChunk chunk = (EntryChunk) reader.read(buffer, 0, entries(2, 4));
        assertThat(chunk.parts()).allMatch(Message.EntryPart::isWhole).hasSize(3);
        final RecordChunk records = (RecordChunk) reader.read(buffer, 0, records());
        final RecordCursor cursor = records.records().cursor();
        int count = 0;
        while (cursor.next()) {
            count++;
        }
        assertThat(count).isEqualTo(3);
    }

    @Test
    void aMessageThatIsNewIsSkipped() {
        final FarewellMessageEncoder message = new FarewellMessageEncoder();
        message.wrapAndApplyHeader(buffer, 0, next).sender(1).putWords(MORE, 0, MORE.length);
        assertThat(reader.read(buffer, 0, message.limit())).isEqualTo(new Unknown(9));
    }

    private int request(
            final io.strowger.replication.codec.previous.LoadRequestMessageEncoder message) {
        message.wrapAndApplyHeader(
                        buffer,
                        0,
                        new io.strowger.replication.codec.previous.MessageHeaderEncoder())
                .requester(9)
                .birthDate(7)
                .kind((short) LoadKind.CONTINUOUS.ordinal())
                .fromLevel(0)
                .fromOffset(0)
                .windowBytes(1000)
                .receivedSequence(-1);
        return message.limit();
    }

    @Test
    void aRequestOfThePreviousVersionLacksEverything() {
        final int length =
                request(new io.strowger.replication.codec.previous.LoadRequestMessageEncoder());
        assertThat(reader.read(buffer, 0, length))
                .isEqualTo(new LoadRequest(9, 7, LoadKind.CONTINUOUS, 0, 0, 1000, -1));
    }

    @Test
    void thePreviousAndTheNextVersionReadOurRequest() {
        final RecordPosition after = RecordPosition.of(2, new UnsafeBuffer(MORE));
        final FrameWriter writer = new FrameWriter();
        writer.write(
                new LoadRequest(
                        9, 7, LoadKind.CONTINUOUS, 0, 0, 1000, -1, after, RecordPosition.END));
        final var previous = new io.strowger.replication.codec.previous.LoadRequestMessageDecoder();
        previous.wrapAndApplyHeader(
                writer.buffer(),
                0,
                new io.strowger.replication.codec.previous.MessageHeaderDecoder());
        assertThat(previous.requester()).isEqualTo(9);
        assertThat(previous.receivedSequence()).isEqualTo(-1);
        final var message = new io.strowger.replication.codec.next.LoadRequestMessageDecoder();
        message.wrapAndApplyHeader(writer.buffer(), 0, new MessageHeaderDecoder());
        assertThat(message.lackingAfterTable()).isEqualTo((short) 2);
        assertThat(message.lackingAfterKeyLength()).isEqualTo(MORE.length);
    }

    @Test
    void aRequestOfTheNextVersionIsReadWithoutWhatIsNew() {
        final var message = new io.strowger.replication.codec.next.LoadRequestMessageEncoder();
        message.wrapAndApplyHeader(buffer, 0, next)
                .requester(9)
                .birthDate(7)
                .kind((short) LoadKind.CONTINUOUS.ordinal())
                .fromLevel(0)
                .fromOffset(0)
                .windowBytes(1000)
                .receivedSequence(-1)
                .lackingAfterTable((short) 2)
                .lackingToTable((short) 255)
                .urgency((short) 1)
                .putLackingAfterKey(MORE, 0, MORE.length)
                .putLackingToKey(MORE, 0, 0)
                .putSignature(MORE, 0, MORE.length);
        assertThat(((LoadRequest) reader.read(buffer, 0, message.limit())).lackingAfter())
                .isEqualTo(RecordPosition.of(2, new UnsafeBuffer(MORE)));
    }

    @Test
    void aReportOfThePreviousVersionIsRead() {
        final ReplicaReportMessageEncoder message = new ReplicaReportMessageEncoder();
        message.wrapAndApplyHeader(
                        buffer,
                        0,
                        new io.strowger.replication.codec.previous.MessageHeaderEncoder())
                .id(9)
                .role((short) Role.NODE.ordinal())
                .state((short) Activity.IN_STEP.ordinal())
                .coherent((short) 1)
                .digestDiffers((short) 0)
                .birthDate(7)
                .level(5)
                .lagMillis(3)
                .lastLoad((short) 1)
                .putName(MORE, 0, MORE.length);
        final ReplicaReport report = (ReplicaReport) reader.read(buffer, 0, message.limit());
        assertThat(report.name()).isEqualTo("more");
        assertThat(report.lastLoadMillis()).isEqualTo(-1);
        assertThat(report.state().level()).isEqualTo(5);
    }

    @Test
    void theNextVersionReadsOurAnnouncement() {
        final FrameWriter writer = new FrameWriter();
        writer.write(new Announcement(1, 7, 3, 20, 5, -8, 9, 10, List.of(2L), 1));
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        final AnnouncementMessageDecoder message = new AnnouncementMessageDecoder();
        message.wrapAndApplyHeader(writer.buffer(), 0, header);
        assertThat(message.level()).isEqualTo(20);
        assertThat(message.leaderSince())
                .isEqualTo(AnnouncementMessageDecoder.leaderSinceNullValue());
        assertThat(message.loadServers().next().id()).isEqualTo(2);
    }

    /** A replica of this version below a leader and a load server of the next one. */
    @Test
    void aReplicaFollowsALeaderOfTheNextVersion() {
        final MemoryStore store = new MemoryStore(false, 20);
        final Replica replica =
                new Replica(
                        ReplicaConfig.standard(9, "r", Role.NODE),
                        store,
                        (to, bytes, offset, length) -> true,
                        ReplicaListener.NONE);
        replica.onFrame(buffer, 0, announcement(6), 1);
        replica.doWork(1);
        replica.onFrame(buffer, 0, records(), 2);
        replica.doWork(2);
        assertThat(store.state()).isEqualTo(history.at(6).state());
        replica.onFrame(buffer, 0, entry(7), 3);
        replica.doWork(3);
        replica.onFrame(buffer, 0, announcement(9), 4);
        replica.doWork(10_000_000);
        replica.onFrame(buffer, 0, entries(8, 9), 10_000_001);
        replica.doWork(10_000_002);
        assertThat(store.state()).isEqualTo(history.at(9).state());
        assertThat(replica.counters().get(ReplicationCounter.MALFORMED)).isZero();
    }
}
