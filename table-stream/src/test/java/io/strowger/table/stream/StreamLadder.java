// SPDX-License-Identifier: Apache-2.0
package io.strowger.table.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.connection.table.ConnectionTable;
import io.strowger.connection.table.ConnectionTableConfig;
import io.strowger.connection.table.ConnectionTuple;
import io.strowger.sip.message.TransportProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Plays a ladder between an active switch and a standby on virtual time and compares the whole of it
 * with what happened. {@code put 1 n0}, {@code move 1 n1}, {@code remove 1} are done at the active's
 * table, {@code ~~ time} passes, {@code a -> s : …}, {@code s -> a : …} and {@code s : …} are what
 * they must do by themselves. A state or a report that says what the one before said is not shown.
 * After {@code late} the next frame comes after the one behind it. Text after a bar is for the
 * reader.
 */
final class StreamLadder implements StandbyListener {
    static final int NODES = 4;
    private static final long MILLI = 1_000_000;

    final ConnectionTable active;
    final ConnectionTable copy;
    private final TableStreamConfig config;
    private final List<String> happened = new ArrayList<>();
    private final ConnectionTuple tuple = new ConnectionTuple();
    private TableSource source;
    private TableStandby standby;
    private long stream;
    private int losing;
    private boolean late;
    private UnsafeBuffer held = new UnsafeBuffer(0, 0);
    private boolean full;
    private boolean cut;
    private boolean silent;
    private String lastState = "";
    private String lastReport = "";
    private long now;

    StreamLadder(final TableStreamConfig config, final int entries, final int copyEntries) {
        this.config = config;
        active = table(entries, NODES);
        copy = table(copyEntries, NODES - 1);
        source = source(1);
        standby = new TableStandby(copy, config, this::toActive, this, 0, now);
    }

    static ConnectionTable table(final int entries, final int nodes) {
        return new ConnectionTable(
                new ConnectionTableConfig(entries, nodes, Duration.ofMinutes(10)), 0);
    }

    /** Two frames of changes wait at most, 10,000 places a second, 40 ahead. */
    static TableStreamConfig config() {
        return new TableStreamConfig(2, 10_000, 40, Duration.ofMillis(50));
    }

    static StreamLadder plays(final String diagram) {
        return new StreamLadder(config(), 1_000, 1_000).play(diagram);
    }

    StreamLadder play(final String diagram) {
        final List<String> lines =
                diagram.lines()
                        .map(line -> line.replaceAll("\\|.*", "").strip().replaceAll(" +", " "))
                        .filter(line -> !line.isEmpty())
                        .toList();
        for (final String line : lines) {
            if (!line.startsWith("a -> ")
                    && !line.startsWith("s -> ")
                    && !line.startsWith("s : ")) {
                happened.add(line);
                stimulate(line);
            }
        }
        assertThat(String.join("\n", happened)).isEqualTo(String.join("\n", lines));
        happened.clear();
        return this;
    }

    TableSource source() {
        return source;
    }

    TableStandby standby() {
        return standby;
    }

    private TableSource source(final long term) {
        return new TableSource(active, config, this::toStandby, term, ++stream, now);
    }

    private void stimulate(final String line) {
        final String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "~~" -> pass(Integer.parseInt(words[1].replace("ms", "")));
            case "put" -> put(active, words[1], words[2]);
            case "spoil" -> put(copy, words[1], words[2]);
            case "move" -> active.move(entry(words[1]), node(words[2]));
            case "remove" -> active.remove(entry(words[1]));
            case "lose" -> losing = Integer.parseInt(words[1]);
            case "late" -> late = true;
            case "full" -> full = true;
            case "takes" -> full = false;
            case "cut" -> cut = true;
            case "joined" -> cut = false;
            case "silent" -> silent = true;
            case "speaks" -> silent = false;
            case "term" -> source = source(Long.parseLong(words[1]));
            case "takeover" -> standby.takeOver(now);
            default -> throw new AssertionError(line);
        }
    }

    /** {@code 1} or {@code 1-50}. */
    private void put(final ConnectionTable into, final String which, final String node) {
        final String[] ends = which.split("-", -1);
        final int last = Integer.parseInt(ends[ends.length - 1]);
        for (int id = Integer.parseInt(ends[0]); id <= last; id++) {
            tuple.transport(TransportProtocol.TLS)
                    .originating(0, id, 5_060)
                    .destination(0, 9, 5_061);
            into.add(id, id, tuple, node(node), now);
        }
    }

    private int entry(final String id) {
        return active.find(Long.parseLong(id), Long.parseLong(id));
    }

    private static int node(final String name) {
        return name.charAt(1) - '0';
    }

    private void pass(final int millis) {
        for (int i = 0; i < millis; i++) {
            now += MILLI;
            source.doWork(now);
            standby.doWork(now);
        }
    }

    private boolean toStandby(final DirectBuffer buffer, final int offset, final int length) {
        if (full) {
            return false;
        }
        assertThat(length).isLessThanOrEqualTo(TableFrame.MAX_LENGTH);
        final TableFrame frame = read(buffer, offset, length);
        final String text = text(frame);
        if (frame.kind() != TableFrame.Kind.STATE) {
            happened.add("a -> s : " + text + (losing > 0 ? " lost" : ""));
        } else if (!text.equals(lastState)) {
            lastState = text;
            happened.add("a -> s : " + text);
        }
        if (losing > 0) {
            losing--;
        } else if (late) {
            late = false;
            held = new UnsafeBuffer(new byte[length]);
            held.putBytes(0, buffer, offset, length);
        } else if (!cut) {
            standby.onFrame(buffer, offset, length, now);
            standby.onFrame(held, 0, held.capacity(), now);
            held = new UnsafeBuffer(0, 0);
        }
        return true;
    }

    private boolean toActive(final DirectBuffer buffer, final int offset, final int length) {
        final String text = text(read(buffer, offset, length));
        if (silent) {
            return true;
        }
        if (!text.equals(lastReport)) {
            lastReport = text;
            happened.add("s -> a : " + text);
        }
        if (!cut) {
            source.onFrame(buffer, offset, length, now);
        }
        return true;
    }

    static TableFrame read(final DirectBuffer buffer, final int offset, final int length) {
        final TableFrame frame =
                new TableFrame(new UnsafeBuffer(new byte[TableFrame.LONGEST_READ]));
        assertThat(frame.read(buffer, offset, length)).isTrue();
        return frame;
    }

    private static String text(final TableFrame frame) {
        return switch (frame.kind()) {
            case CHANGES ->
                    "changes "
                            + (frame.number() - frame.changes() + 1)
                            + ".."
                            + frame.number()
                            + " of term "
                            + frame.term();
            case COPY ->
                    "copy "
                            + frame.from()
                            + ".."
                            + frame.to()
                            + " at "
                            + frame.number()
                            + (frame.isLast() ? " last" : "");
            case STATE -> "state " + frame.number() + " entries " + frame.entries();
            case REPORT ->
                    (frame.wantsCopy() ? "wants from " + frame.from() : "has " + frame.number())
                            + (frame.again() ? " again" : "");
        };
    }

    @Override
    public void onInStep(final long number) {
        happened.add("s : in step at " + number);
    }

    @Override
    public void onCopy(final CopyReason reason, final long number) {
        happened.add("s : copy, " + reason);
    }

    @Override
    public void onUnfit() {
        happened.add("s : unfit");
    }

    void isEqual() {
        assertThat(standby.isInStep()).isTrue();
        assertThat(copy.digest().high()).isEqualTo(active.digest().high());
        assertThat(copy.digest().low()).isEqualTo(active.digest().low());
        assertThat(copy.size()).isEqualTo(active.size());
    }
}
