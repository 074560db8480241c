// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.connection.table.ConnectionTableConfig;
import io.strowger.connection.table.ConnectionTuple;
import io.strowger.connection.table.MethodClass;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.TransportProtocol;
import io.strowger.switching.PlacementConfig.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Plays a ladder against a switch with three nodes on virtual time and compares the whole of it with
 * what happened. New Call-IDs go round, n0 first.
 *
 * <p>{@code a => s : what}, {@code n0 => a : what}, {@code ~~ time}, {@code n0 : what} and {@code s : what} are done,
 * {@code s -> b : what} is what the switch must do by itself. A message is method, or status and
 * method, and Call-ID; {@code #x} is a branch of its own, {@code to} a tag in To. Text after a bar is
 * for the reader.
 */
final class SwitchLadder implements SwitchOutput {
    static final int NODES = 3;
    private static final long MILLI = 1_000_000;
    private static final String HEADER = "flow:";
    private static final Pattern MESSAGE =
            Pattern.compile(
                    "((?<status>\\d{3}) )?(?<method>[A-Z]+) (?<id>\\w+)( #(?<branch>\\w+))?(?<to> to)?");
    private static final Pattern ARROW = Pattern.compile("(\\w+) => (\\w+) : (.*)");

    final Switch subject;
    private final List<String> happened = new ArrayList<>();
    private final ConnectionTuple tuple = new ConnectionTuple();
    private final SwitchedMessage sent = new SwitchedMessage(Messages.HASH.copy());
    private final boolean[] answers = {true, true, true};
    private final boolean[] full = new boolean[NODES];
    private final int[] refusing = new int[NODES];
    private final long[] pings = new long[NODES];
    private final long[] options = new long[NODES];
    private boolean overloaded;
    private String unwanted = "";
    private long now;

    private SwitchLadder(final SwitchConfig config) {
        subject = new Switch(config, this, Messages.HASH, 0);
        pass(5);
    }

    static SwitchConfig config(final int calls, final int kept, final int handOvers) {
        final var around =
                new PlacementConfig(
                        Policy.ROUND_ROBIN,
                        Map.of(),
                        PlacementConfig.standard().methodWeights(),
                        new RampUp(1, Duration.ZERO),
                        Duration.ofMillis(2));
        return new SwitchConfig(
                new ConnectionTableConfig(calls, NODES, Duration.ofMinutes(10)),
                around,
                StatusConfig.standard(),
                KeptConfig.of(kept, 8 << 20),
                handOvers,
                64);
    }

    static SwitchLadder plays(final String diagram) {
        return plays(config(100, 100, 10), diagram);
    }

    static SwitchLadder plays(final SwitchConfig config, final String diagram) {
        final List<String> lines =
                diagram.lines()
                        .map(line -> line.replaceAll("\\|.*", "").strip().replaceAll(" +", " "))
                        .filter(line -> !line.isEmpty())
                        .toList();
        final var ladder = new SwitchLadder(config);
        for (final String line : lines) {
            if (!line.startsWith("s -> ")) {
                ladder.happened.add(line);
                ladder.stimulate(line);
                ladder.check();
            }
        }
        assertThat(String.join("\n", ladder.happened)).isEqualTo(String.join("\n", lines));
        return ladder;
    }

    /** What is open at the nodes is what is kept, whatever happens. */
    private void check() {
        int open = 0;
        for (int i = 0; i < NODES; i++) {
            open += subject.table().openAtNode(i);
        }
        assertThat(open).isEqualTo(subject.keptRequests());
    }

    long openAtNode(final int node, final MethodClass methodClass) {
        return subject.table().openAtNode(node, methodClass);
    }

    private void stimulate(final String line) {
        if (line.startsWith("~~ ")) {
            pass(millis(line.substring(3)));
            return;
        }
        final Matcher arrow = ARROW.matcher(line);
        if (line.startsWith("s : ")) {
            changeSwitch(line.substring("s : ".length()));
        } else if (!arrow.matches()) {
            change(line.charAt(1) - '0', line.substring(line.indexOf(" : ") + 3));
        } else if (arrow.group(2).equals("s")) {
            comes(arrow.group(1), text(arrow.group(3)));
        } else {
            final UnsafeBuffer bytes = Messages.bytes(text(arrow.group(3)));
            final int node = arrow.group(1).charAt(1) - '0';
            if (!subject.onNodeMessage(node, bytes, 0, bytes.capacity(), now)) {
                happened.add("s -> nobody : " + arrow.group(3));
            }
        }
    }

    private void changeSwitch(final String what) {
        switch (what) {
            case "is late" -> overloaded = true;
            case "is quick" -> overloaded = false;
            default -> unwanted = what.replace("admits no ", "");
        }
    }

    private void change(final int node, final String what) {
        switch (what) {
            case "dies" -> {
                answers[node] = false;
                subject.status(node).onProcessEnded(now);
            }
            case "hangs" -> answers[node] = false;
            case "lives" -> answers[node] = true;
            case "full" -> full[node] = true;
            case "takes" -> full[node] = false;
            case "drains" -> subject.status(node).drain(true, now);
            case "refuses" -> refusing[node] = 503;
            default -> throw new AssertionError(what);
        }
    }

    private static int millis(final String time) {
        final int number = Integer.parseInt(time.replaceAll("\\D", ""));
        return time.endsWith("ms") ? number : number * 1_000;
    }

    private void pass(final int millis) {
        for (int i = 0; i < millis; i++) {
            now += MILLI;
            for (int node = 0; node < NODES; node++) {
                final long ping = pings[node];
                final long question = options[node];
                options[node] = 0;
                subject.status(node).onPingAnswered(ping, now);
                if (answers[node]) {
                    final int code = Math.max(200, refusing[node]);
                    subject.status(node).onOptionsAnswered(question, code, now);
                }
            }
            subject.doWork(now);
        }
    }

    private void comes(final String who, final String text) {
        tuple.transport(who.equals("trunk") ? TransportProtocol.TCP : TransportProtocol.UDP);
        tuple.originating(0, who.hashCode(), 5060).destination(0, 1, 5060);
        final UnsafeBuffer frame = Messages.bytes(HEADER + text);
        subject.onMessage(tuple, frame, 0, frame.capacity(), HEADER.length(), now);
    }

    private static String text(final String what) {
        if (what.startsWith("noise")) {
            return what;
        }
        final Matcher matcher = MESSAGE.matcher(what);
        if (!matcher.matches()) {
            throw new AssertionError(what);
        }
        final String method = matcher.group("method");
        final String id = matcher.group("id");
        final boolean isOfInvite =
                method.equals("INVITE") || method.equals("ACK") || method.equals("CANCEL");
        final String given = matcher.group("branch");
        final String branch =
                "z9hG4bK" + id + (given != null ? given : isOfInvite ? "INVITE" : method);
        if (matcher.group("status") != null) {
            return Messages.response(Integer.parseInt(matcher.group("status")), method, id, branch);
        }
        return matcher.group("to") != null
                ? Messages.inDialog(method, id, branch)
                : Messages.request(method, id, branch);
    }

    @Override
    public boolean sendToNode(
            final int node, final DirectBuffer frame, final int offset, final int length) {
        if (full[node]) {
            return false;
        }
        assertThat(frame.getStringWithoutLengthAscii(offset, HEADER.length())).isEqualTo(HEADER);
        final int skip = HEADER.length();
        assertThat(sent.read(frame, offset + skip, length - skip)).isEqualTo(Malformation.NONE);
        note("n" + node, (sent.isRequest() ? "" : sent.statusCode() + " ") + nameOf(sent));
        return true;
    }

    private static String nameOf(final SwitchedMessage message) {
        final var index = message.message();
        return index.string(index.cseqMethodSpan()) + " " + index.string(index.callId());
    }

    @Override
    public boolean isOverloaded(final SwitchedMessage request) {
        return overloaded;
    }

    @Override
    public boolean admits(final SwitchedMessage request) {
        return !nameOf(request).equals(unwanted);
    }

    @Override
    public void refuse(final SwitchedMessage request, final Refusal reason) {
        note("out", "503 " + reason + " " + nameOf(request));
    }

    private void note(final String to, final String what) {
        happened.add("s -> " + to + " : " + what);
    }

    @Override
    public void sendPing(final int node, final long number) {
        pings[node] = number;
    }

    @Override
    public void sendOptions(final int node, final long number) {
        options[node] = number;
    }

    @Override
    public void onStatus(
            final int node, final NodeStatus was, final NodeStatus is, final long nowNanos) {}

    @Override
    public void onResponseTime(final int node, final long nanos) {}
}
