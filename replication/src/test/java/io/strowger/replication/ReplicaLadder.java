// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.DatabaseState;
import io.strowger.location.RecordPosition;
import io.strowger.location.RecordTable;
import io.strowger.replication.Message.Announcement;
import io.strowger.replication.Message.Entry;
import io.strowger.replication.Message.EntryPart;
import io.strowger.replication.Message.LastLoad;
import io.strowger.replication.Message.LoadAnswer;
import io.strowger.replication.Message.LoadGrant;
import io.strowger.replication.Message.LoadKind;
import io.strowger.replication.Message.LoadRequest;
import io.strowger.replication.Message.Role;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Plays a ladder against one replica: lines with {@code =>} and {@code ~~} are done to it, the others are what it must
 * do by itself. The diagram that really happened is compared with the one that was written.
 *
 * <pre>
 * leader => r : announce 3 [term 2] [birth 9] [oldest 2] [damaged]
 * leader => r : entry 2 [term 2] [lost 1]
 * server => r : entries 1..3 [more]
 * server => r : records [from] .. [to] at 5
 * server => r : answer BUSY
 * ~~ 5
 * </pre>
 */
final class ReplicaLadder {
    private static final long MILLI = 1_000_000;
    private static final long LEADER = 1;
    private static final long SERVER = 2;

    private final MemoryStore store;
    private final Replica replica;
    private final FrameWriter writer = new FrameWriter();
    private final FrameReader reader = new FrameReader();
    private final EntryChunkWriter chunk = new EntryChunkWriter();
    private final StringBuilder happened = new StringBuilder();
    private final Map<String, Long> options = new HashMap<>();
    private long now = 1_000_000_000_000L;
    private long sequence;

    ReplicaLadder(final MemoryStore store) {
        this.store = store;
        replica =
                new Replica(
                        ReplicaConfig.standard(9, "r", Role.NODE), store, this::sent, new Notes());
    }

    /** Plays a ladder from a store that holds the history up to a level. */
    static void plays(final int level, final String ladder) {
        new ReplicaLadder(new History(History.BIRTH_DATE, 20).at(level)).play(ladder);
    }

    MemoryStore store() {
        return store;
    }

    /** How often the replica has counted something. */
    long count(final ReplicationCounter counter) {
        return replica.counters().get(counter);
    }

    ReplicaLadder play(final String ladder) {
        happened.setLength(0);
        for (final String line : ladder.lines().toList()) {
            final String said = line.replaceAll("\\s+\\|.*", "").strip();
            if (said.contains("=>") || said.startsWith("~~")) {
                happened.append(said).append('\n');
                stimulate(said);
                replica.doWork(now);
            }
        }
        final String expected =
                ladder.lines()
                        .map(line -> line.replaceAll("\\s+\\|.*", "").strip())
                        .reduce("", (all, line) -> all + line + "\n");
        assertThat(happened.toString()).isEqualTo(expected);
        return this;
    }

    private void stimulate(final String line) {
        if (line.startsWith("~~")) {
            now += Long.parseLong(line.substring(2).strip()) * MILLI;
            return;
        }
        final List<String> words = words(line.substring(line.indexOf(':') + 1));
        options.clear();
        for (int i = 2; i + 1 < words.size(); i += 2) {
            if (words.get(i + 1).matches("\\d+")) {
                options.put(words.get(i), Long.parseLong(words.get(i + 1)));
            }
        }
        switch (words.getFirst()) {
            case "announce" -> announce(Long.parseLong(words.get(1)), line.endsWith("damaged"));
            case "entry" -> entry(Long.parseLong(words.get(1)));
            case "entries" -> entries(words.get(1), line.endsWith("more"));
            case "records" -> records(words);
            case "answer" -> answer(LoadAnswer.valueOf(words.get(1)));
            default -> throw new IllegalArgumentException(line);
        }
    }

    private static List<String> words(final String text) {
        return Pattern.compile(" +").splitAsStream(text.strip()).toList();
    }

    private long option(final String name, final long otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    private History history() {
        return new History(option("birth", History.BIRTH_DATE), 20);
    }

    private void deliver(final DirectBuffer buffer, final int length) {
        final byte[] frame = new byte[length];
        buffer.getBytes(0, frame);
        replica.onFrame(new UnsafeBuffer(frame), 0, length, now);
    }

    private void announce(final long level, final boolean damaged) {
        final MemoryStore leader = history().at(level);
        if (damaged) {
            leader.damage();
        }
        deliver(
                writer.buffer(),
                writer.write(
                        Announcement.of(
                                LEADER,
                                option("term", 1),
                                leader.state(),
                                option("oldest", level == 0 ? 0 : 1),
                                List.of(SERVER, LEADER),
                                1)));
    }

    private void entry(final long level) {
        final long lostAfter = option("lost", level);
        final byte[] entry = history().otherwiseAfter(lostAfter).entry(level);
        final EntryPart part = new EntryPart(level, entry.length, 0, new UnsafeBuffer(entry));
        final long birthDate = option("birth", History.BIRTH_DATE);
        deliver(
                writer.buffer(),
                writer.write(new Entry(LEADER, birthDate, option("term", 1), part)));
    }

    private void entries(final String range, final boolean isMore) {
        final int dots = range.indexOf("..");
        final long last = Long.parseLong(range.substring(dots + 2));
        chunk.begin(SERVER, History.BIRTH_DATE, option("term", 1), 20);
        for (long each = Long.parseLong(range.substring(0, dots)); each <= last; each++) {
            chunk.add(each, new UnsafeBuffer(history().entry(each)), 0);
        }
        deliver(chunk.buffer(), chunk.finish(!isMore));
    }

    /** {@code records k1 .. k2 at 5}, where a dash is the start or the end of everything. */
    private void records(final List<String> words) {
        final RecordPosition after =
                words.get(1).equals("-") ? RecordPosition.START : position(words.get(1));
        final RecordPosition to =
                words.get(3).equals("-") ? RecordPosition.END : position(words.get(3));
        final long level = Long.parseLong(words.get(5));
        final long birthDate = wordAfter(words, "birth", History.BIRTH_DATE);
        final long term = wordAfter(words, "term", 1);
        final MemoryStore server = new History(birthDate, 20).at(level);
        final int[] count = new int[1];
        server.read(
                after,
                record -> {
                    final boolean isIn =
                            RecordPosition.of(record.table(), record.key()).compareTo(to) <= 0;
                    count[0] += isIn ? 1 : 0;
                    return isIn;
                });
        final RecordChunkWriter records = new RecordChunkWriter(count[0]);
        records.begin(SERVER, birthDate, term, sequence++, after);
        server.read(after, records);
        deliver(records.buffer(), records.finish(level));
    }

    private static long wordAfter(
            final List<String> words, final String name, final long otherwise) {
        final int at = words.indexOf(name);
        return at < 0 ? otherwise : Long.parseLong(words.get(at + 1));
    }

    private static String place(final String what, final RecordPosition position) {
        final boolean isEither =
                position.equals(RecordPosition.START) || position.equals(RecordPosition.END);
        return isEither ? "" : what + new String(position.key(), StandardCharsets.UTF_8);
    }

    private static RecordPosition position(final String key) {
        return RecordPosition.of(
                RecordTable.BINDING.code(), new UnsafeBuffer(key.getBytes(StandardCharsets.UTF_8)));
    }

    private void answer(final LoadAnswer answer) {
        deliver(
                writer.buffer(),
                writer.write(
                        new LoadGrant(
                                SERVER,
                                History.BIRTH_DATE,
                                1,
                                20,
                                1,
                                LoadKind.INCREMENTAL,
                                answer,
                                0)));
    }

    private boolean sent(
            final long to, final DirectBuffer buffer, final int offset, final int length) {
        final Message message = reader.read(buffer, offset, length);
        if (message instanceof final LoadRequest request) {
            happened.append("r -> ").append(to == LEADER ? "leader" : "server").append(" : ");
            if (request.kind() == LoadKind.INCREMENTAL) {
                happened.append("entries from ").append(request.fromLevel()).append('\n');
            } else {
                happened.append("records")
                        .append(place(" after ", request.lackingAfter()))
                        .append(place(" up to ", request.lackingTo()))
                        .append('\n');
            }
        }
        return true;
    }

    private final class Notes implements ReplicaListener {
        @Override
        public void onCommitted(final DatabaseState state) {
            happened.append("r level ").append(state.level()).append('\n');
        }

        @Override
        public void onLoad(final LastLoad kind) {
            happened.append("r load ").append(kind).append('\n');
        }

        @Override
        public void onDigestDiffers(final DatabaseState own, final Announcement announced) {
            happened.append("r alarm digest differs at ").append(own.level()).append('\n');
        }
    }
}
