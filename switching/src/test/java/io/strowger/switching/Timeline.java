// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Plays a timeline against the operational status of one node and compares the whole of it with what
 * happened. {@code 1000 => …} is done to the node at that millisecond, {@code 1400 -> …} is what its
 * status must be from then on by itself; PING and OPTIONS are shown when the line {@code 0 => show
 * probes} asks for it. Text after a bar is for the reader.
 */
final class Timeline implements StatusOutput {
    private static final long MILLI = 1_000_000;

    private final List<String> happened = new ArrayList<>();
    private final OperationalStatus status;
    private boolean hostAnswers;
    private boolean processAnswers;
    private boolean messagesCome;
    private boolean switchStands;
    private int statusCode = 200;
    private boolean showProbes;
    private long pingToAnswer;
    private long optionsToAnswer;
    private long now;

    private Timeline(final StatusConfig config) {
        status = new OperationalStatus(0, config, this, 0);
    }

    static void plays(final String diagram) {
        plays(StatusConfig.standard(), diagram);
    }

    static void plays(final StatusConfig config, final String diagram) {
        final List<String> lines =
                diagram.lines()
                        .map(line -> line.replaceAll("\\|.*", "").strip().replaceAll(" +", " "))
                        .filter(line -> !line.isEmpty())
                        .toList();
        final var timeline = new Timeline(config);
        timeline.run(lines);
        assertThat(String.join("\n", timeline.happened)).isEqualTo(String.join("\n", lines));
    }

    private void run(final List<String> lines) {
        final List<String> stimuli =
                lines.stream().filter(line -> line.contains("=>")).collect(Collectors.toList());
        final long end = milliOf(lines.getLast());
        for (long at = 0; at <= end + 50; at++) {
            now = at * MILLI;
            while (!stimuli.isEmpty() && stimuli.getFirst().startsWith(at + " ")) {
                happened.add(stimuli.getFirst());
                final String what = stimuli.removeFirst();
                stimulate(what.substring(what.indexOf("=> ") + 3));
            }
            if (!switchStands) {
                answer();
                status.doWork(now);
            }
        }
    }

    private static long milliOf(final String line) {
        return Long.parseLong(line.substring(0, line.indexOf(' ')));
    }

    private void stimulate(final String what) {
        switch (what) {
            case "host and process answer" -> {
                hostAnswers = true;
                processAnswers = true;
            }
            case "host is cut off" -> hostAnswers = false;
            case "host answers" -> hostAnswers = true;
            case "process hangs", "process is killed" -> processAnswers = false;
            case "process answers" -> processAnswers = true;
            case "its end is told" -> status.onProcessEnded(now);
            case "messages come" -> messagesCome = true;
            case "no messages come" -> messagesCome = false;
            case "trunk is full" -> status.onTrunkFull(true, now);
            case "trunk takes" -> status.onTrunkFull(false, now);
            case "drain" -> status.drain(true, now);
            case "undrain" -> status.drain(false, now);
            case "switch stands still" -> switchStands = true;
            case "switch goes on" -> switchStands = false;
            case "show probes" -> showProbes = true;
            default -> statusCode = Integer.parseInt(what.replace("answers ", ""));
        }
    }

    /** A millisecond after the question. */
    private void answer() {
        if (messagesCome) {
            status.onHeard(now);
        }
        final long askedOptions = optionsToAnswer;
        final long askedPing = pingToAnswer;
        optionsToAnswer = 0;
        pingToAnswer = 0;
        if (askedPing != 0 && hostAnswers) {
            status.onPingAnswered(askedPing, now);
        }
        if (askedOptions != 0 && hostAnswers && processAnswers) {
            status.onOptionsAnswered(askedOptions, statusCode, now);
        }
    }

    @Override
    public void sendPing(final int node, final long number) {
        pingToAnswer = number;
        show("PING");
    }

    @Override
    public void sendOptions(final int node, final long number) {
        optionsToAnswer = number;
        show("OPTIONS");
    }

    @Override
    public void sendForget(final int node) {
        show("FORGET");
    }

    @Override
    public void onStatus(
            final int node, final NodeStatus before, final NodeStatus after, final long nowNanos) {
        happened.add(now / MILLI + " -> " + after);
    }

    @Override
    public void onResponseTime(final int node, final long nanos) {}

    private void show(final String probe) {
        if (showProbes) {
            happened.add(now / MILLI + " -> " + probe);
        }
    }
}
