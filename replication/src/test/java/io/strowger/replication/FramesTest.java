// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.DatabaseState;
import io.strowger.location.RecordCursor;
import io.strowger.location.RecordPosition;
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
import io.strowger.replication.codec.EntryMessageDecoder;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Messages as bytes: written and read again, cut at every byte, past every limit, and random. */
class FramesTest {
    private static final int HEADER = 8;

    private final FrameWriter writer = new FrameWriter();
    private final FrameReader reader = new FrameReader();
    private final History history = new History(History.BIRTH_DATE, 9);

    private static byte[] frame(final DirectBuffer buffer, final int length) {
        final byte[] frame = new byte[length];
        buffer.getBytes(0, frame);
        return frame;
    }

    private Message read(final byte[] frame) {
        return reader.read(new UnsafeBuffer(frame), 0, frame.length);
    }

    private static Announcement announcement(final List<Long> servers) {
        return new Announcement(1, 7, 3, 20, 5, -8, 9, 10, servers, Math.min(2, servers.size()));
    }

    private static LoadRequest request(final int window) {
        return request(window, place("k1"), RecordPosition.END);
    }

    private static RecordPosition place(final String key) {
        return RecordPosition.of(2, new UnsafeBuffer(key.getBytes(StandardCharsets.US_ASCII)));
    }

    private static LoadRequest request(
            final int window, final RecordPosition after, final RecordPosition to) {
        return new LoadRequest(9, 7, LoadKind.CONTINUOUS, 5, 17, window, -1, after, to);
    }

    @Test
    void aRequestForNothingIsMalformed() {
        for (final String end : List.of("k1", "k0")) {
            final LoadRequest nothing = request(1000, place("k1"), place(end));
            assertThat(read(frame(writer.buffer(), writer.write(nothing))))
                    .isEqualTo(new Message.Malformed(Message.Malformation.OUT_OF_RANGE));
        }
    }

    private static ReplicaReport report(final String name) {
        return new ReplicaReport(
                9,
                name,
                Role.DESIGNATED_RECEIVER,
                Activity.RELOADING,
                new DatabaseState(7, 20, true, -8, 9, 11),
                12,
                true,
                LastLoad.DIGEST_DIFFERS,
                1300);
    }

    private byte[] entry() {
        final UnsafeBuffer bytes = new UnsafeBuffer(history.entry(4));
        final EntryPart part = new EntryPart(4, bytes.capacity(), 0, bytes);
        return frame(writer.buffer(), writer.write(new Entry(1, 7, 3, part)));
    }

    private byte[] entryChunk() {
        final EntryChunkWriter chunk = new EntryChunkWriter();
        chunk.begin(2, 7, 3, 9);
        for (long level = 3; level <= 5; level++) {
            chunk.add(level, new UnsafeBuffer(history.entry(level)), 0);
        }
        return frame(chunk.buffer(), chunk.finish(true));
    }

    private byte[] recordChunk() {
        final RecordChunkWriter chunk = new RecordChunkWriter(3);
        chunk.begin(2, 7, 3, 44, RecordPosition.START);
        return frame(chunk.buffer(), chunk.finish(history.at(8).read(RecordPosition.START, chunk)));
    }

    /** One frame of each kind. */
    private Map<String, byte[]> each() {
        final Map<String, byte[]> all = new LinkedHashMap<>();
        final Announcement announcement = announcement(List.of(2L, 3L, 1L));
        all.put("announcement", frame(writer.buffer(), writer.write(announcement)));
        all.put("entry", entry());
        all.put("request", frame(writer.buffer(), writer.write(request(1000))));
        final LoadGrant grant =
                new LoadGrant(2, 7, 3, 20, 5, LoadKind.INCREMENTAL, LoadAnswer.BUSY, 100);
        all.put("grant", frame(writer.buffer(), writer.write(grant)));
        all.put("entryChunk", entryChunk());
        all.put("recordChunk", recordChunk());
        all.put("replica", frame(writer.buffer(), writer.write(report("node é"))));
        final RegionReport region = new RegionReport(4, "east", 7, 18, 40, 50, 49, 1);
        all.put("region", frame(writer.buffer(), writer.write(region)));
        return all;
    }

    @Test
    void whatIsWrittenIsRead() {
        final Map<String, byte[]> all = each();
        assertThat(read(all.get("announcement"))).isEqualTo(announcement(List.of(2L, 3L, 1L)));
        assertThat(read(all.get("request"))).isEqualTo(request(1000));
        assertThat(read(all.get("grant")))
                .isEqualTo(
                        new LoadGrant(2, 7, 3, 20, 5, LoadKind.INCREMENTAL, LoadAnswer.BUSY, 100));
        assertThat(read(all.get("replica"))).isEqualTo(report("node é"));
        assertThat(read(all.get("region")))
                .isEqualTo(new RegionReport(4, "east", 7, 18, 40, 50, 49, 1));
        final Entry entry = (Entry) read(all.get("entry"));
        assertThat(entry.term()).isEqualTo(3);
        assertThat(entry.part().isWhole()).isTrue();
        assertThat(frame(entry.part().part(), entry.part().entryLength()))
                .isEqualTo(history.entry(4));
    }

    @Test
    void aChunkOfEntriesIsRead() {
        final EntryChunk chunk = (EntryChunk) read(entryChunk());
        assertThat(chunk.serverLevel()).isEqualTo(9);
        assertThat(chunk.endOfWindow()).isTrue();
        assertThat(chunk.parts()).extracting(EntryPart::level).containsExactly(3L, 4L, 5L);
        for (final EntryPart part : chunk.parts()) {
            assertThat(frame(part.part(), part.entryLength()))
                    .isEqualTo(history.entry(part.level()));
        }
    }

    @Test
    void aChunkOfRecordsIsRead() {
        final RecordChunk chunk = (RecordChunk) read(recordChunk());
        assertThat(chunk.sequence()).isEqualTo(44);
        assertThat(chunk.readAtLevel()).isEqualTo(8);
        assertThat(chunk.records().after()).isEqualTo(RecordPosition.START);
        final List<String> shown = new ArrayList<>();
        final RecordCursor cursor = chunk.records().cursor();
        while (cursor.next()) {
            shown.add(
                    cursor.table()
                            + cursor.key().getStringWithoutLengthUtf8(0, cursor.key().capacity())
                            + "@"
                            + cursor.level());
        }
        // Level 5 has deleted k1, level 9 sets it again.
        assertThat(shown).containsExactly("2k0@8", "2k2@6", "2k3@7");
        assertThat(chunk.records().to()).isEqualTo(RecordPosition.END);
    }

    @Test
    void aFrameCutAnywhereIsNoMessage() {
        each().forEach(
                        (kind, frame) -> {
                            for (int length = 0; length < frame.length; length++) {
                                assertThat(reader.read(new UnsafeBuffer(frame), 0, length))
                                        .as("%s cut at %d", kind, length)
                                        .isInstanceOf(Malformed.class);
                            }
                        });
    }

    @Test
    void randomChangesNeverThrow() {
        final Random random = new Random(1);
        each().values()
                .forEach(
                        frame -> {
                            for (int i = 0; i < 20_000; i++) {
                                final byte[] changed = frame.clone();
                                for (int n = random.nextInt(4); n >= 0; n--) {
                                    changed[random.nextInt(frame.length)] = (byte) random.nextInt();
                                }
                                final int cut = random.nextInt(frame.length + 1);
                                final Message message =
                                        reader.read(new UnsafeBuffer(changed), 0, cut);
                                if (message instanceof final RecordChunk chunk) {
                                    final RecordCursor cursor = chunk.records().cursor();
                                    while (cursor.next()) {
                                        assertThat(cursor.key().capacity()).isPositive();
                                    }
                                }
                            }
                        });
    }

    @Test
    void eachLimitIsKept() {
        assertThat(
                        reader.read(
                                new UnsafeBuffer(new byte[WireLimits.FRAME + 1]),
                                0,
                                WireLimits.FRAME + 1))
                .isEqualTo(new Malformed(Malformation.TOO_LONG));
        assertThat(read(written(announcement(ids(WireLimits.LOAD_SERVERS)))))
                .isInstanceOf(Announcement.class);
        assertThat(read(written(announcement(ids(WireLimits.LOAD_SERVERS + 1)))))
                .isEqualTo(new Malformed(Malformation.TOO_MANY));
        assertThat(read(frame(writer.buffer(), writer.write(request(WireLimits.WINDOW)))))
                .isInstanceOf(LoadRequest.class);
        assertThat(read(frame(writer.buffer(), writer.write(request(WireLimits.WINDOW + 1)))))
                .isEqualTo(new Malformed(Malformation.OUT_OF_RANGE));
        final String longest = "n".repeat(WireLimits.NAME);
        final byte[] named = frame(writer.buffer(), writer.write(report(longest + "more")));
        assertThat(read(named)).isEqualTo(report(longest));
        final byte[] longer = Arrays.copyOf(named, named.length + 1);
        longer[named.length - WireLimits.NAME - 2]++;
        assertThat(read(longer)).isEqualTo(new Malformed(Malformation.TOO_LONG));
    }

    private static List<Long> ids(final int count) {
        final List<Long> ids = new ArrayList<>();
        for (long id = 1; id <= count; id++) {
            ids.add(id);
        }
        return ids;
    }

    private byte[] written(final Announcement announcement) {
        return frame(writer.buffer(), writer.write(announcement));
    }

    @Test
    void anEntryPastItsLimitOrItsLengthIsRefused() {
        final byte[] frame = entry();
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        final int lengthAt = HEADER + EntryMessageDecoder.entryLengthEncodingOffset();
        buffer.putInt(lengthAt, WireLimits.ENTRY, ByteOrder.LITTLE_ENDIAN);
        assertThat(read(frame)).isInstanceOf(Entry.class);
        buffer.putInt(lengthAt, WireLimits.ENTRY + 1, ByteOrder.LITTLE_ENDIAN);
        assertThat(read(frame)).isEqualTo(new Malformed(Malformation.OUT_OF_RANGE));
        buffer.putInt(lengthAt, 1, ByteOrder.LITTLE_ENDIAN);
        assertThat(read(frame)).isEqualTo(new Malformed(Malformation.OUT_OF_RANGE));
    }

    @Test
    void aChunkTakesEntriesAsLongAsThereIsRoom() {
        final EntryChunkWriter chunk = new EntryChunkWriter();
        final UnsafeBuffer small = new UnsafeBuffer(history.entry(1));
        chunk.begin(2, 7, 3, 9);
        int added = 0;
        while (chunk.add(added + 1, small, 0) > 0) {
            added++;
        }
        assertThat(added).isEqualTo(WireLimits.PARTS);
        assertThat(((EntryChunk) read(frame(chunk.buffer(), chunk.finish(false)))).parts())
                .hasSize(WireLimits.PARTS);

        final UnsafeBuffer large = new UnsafeBuffer(new byte[2 * WireLimits.FRAME]);
        chunk.begin(2, 7, 3, 9);
        final int taken = chunk.add(1, large, 0);
        assertThat(taken).isBetween(WireLimits.FRAME - 100, WireLimits.FRAME);
        assertThat(chunk.add(1, large, taken)).isZero();
        assertThat(read(frame(chunk.buffer(), chunk.finish(false)))).isInstanceOf(EntryChunk.class);
    }

    @Test
    void anotherSchemaIsNotOurs() {
        final byte[] frame = entry();
        frame[4]++;
        assertThat(read(frame)).isEqualTo(new Malformed(Malformation.OTHER_SCHEMA));
    }
}
