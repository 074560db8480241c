// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Plays a ladder of two links to one peer on virtual time, and compares the whole of it with what happened. A beat of each link every 25 ms, turns every
 * 5 ms; what is sent is answered in the same turn.
 *
 * <p>{@code link 1 : cut}, {@code whole}, {@code slow 50ms}, {@code late 50ms} (one answer only); {@code peer : stands}, {@code goes on}, {@code ends} (another
 * process takes its place); {@code ~~ 100ms} passes with turns, {@code == 100ms} without one: this end stands still. {@code link 1 -> } lines are its new
 * state, and that it counts as failed. Before the first line both links work. Text after a bar is for the reader.
 */
final class LinkLadder {
    private static final long MILLI = 1_000_000;
    private static final int BYTES = 100;

    private final List<String> happened = new ArrayList<>();
    private final LinkChoice choice = new LinkChoice();
    private final boolean[] cut = new boolean[2];
    private final long[] roundTrips = {MILLI, MILLI};
    private final LinkState[] states = {LinkState.WORKING, LinkState.WORKING};
    private final long[] failed = new long[2];
    private boolean stands;
    private long now = 10_000 * MILLI;

    private LinkLadder() {
        choice.link(0).connected(true);
        choice.link(1).connected(true);
        pass(100);
        assertThat(states).containsOnly(LinkState.WORKING);
        happened.clear();
    }

    static void plays(final String diagram) {
        final List<String> lines =
                diagram.lines()
                        .map(line -> line.replaceAll("\\|.*", "").strip().replaceAll(" +", " "))
                        .filter(line -> !line.isEmpty())
                        .toList();
        final LinkLadder ladder = new LinkLadder();
        for (final String line : lines) {
            if (!line.contains(" -> ")) {
                ladder.happened.add(line);
                ladder.play(line);
            }
        }
        assertThat(String.join("\n", ladder.happened)).isEqualTo(String.join("\n", lines));
    }

    private void play(final String line) {
        final String digits = line.replaceAll("^link \\d", "").replaceAll("\\D", "");
        final long millis = digits.isEmpty() ? 0 : Long.parseLong(digits);
        if (line.startsWith("~~ ")) {
            pass(millis);
        } else if (line.startsWith("== ")) {
            now += millis * MILLI;
        } else if (line.startsWith("peer : ")) {
            stands = line.endsWith("stands");
            if (line.endsWith("ends")) {
                choice.forgive();
            } else if (!stands) {
                answer();
            }
        } else {
            act(line.charAt("link ".length()) - '0', line.replaceAll(".* : ", ""), millis);
        }
    }

    private void act(final int link, final String what, final long millis) {
        switch (what.replaceAll(" .*", "")) {
            case "cut" -> cut[link] = true;
            case "whole" -> cut[link] = false;
            case "slow" -> roundTrips[link] = millis * MILLI;
            case "late" -> {
                choice.link(link).onSent(BYTES, now);
                choice.onAnswered(link, choice.link(link).position(), now, millis * MILLI, now);
            }
            default -> throw new IllegalArgumentException(what);
        }
    }

    private void pass(final long millis) {
        final long end = now + millis * MILLI;
        while (now < end) {
            now += 5 * MILLI;
            choice.look(now);
            if (now / MILLI % 25 == 0) {
                choice.link(0).onSent(BYTES, now);
                choice.link(1).onSent(BYTES, now);
            }
            answer();
            choice.doWork(now);
            note();
        }
    }

    private void answer() {
        for (int i = 0; i < 2; i++) {
            final LinkHealth link = choice.link(i);
            if (!stands && !cut[i] && link.outstanding() > 0) {
                choice.onAnswered(i, link.position(), now, roundTrips[i], now);
            }
        }
    }

    private void note() {
        for (int i = 0; i < 2; i++) {
            final LinkHealth link = choice.link(i);
            if (link.leftTimes() != failed[i]) {
                failed[i] = link.leftTimes();
                happened.add("link " + i + " -> failed");
            }
            if (link.state() != states[i]) {
                states[i] = link.state();
                happened.add("link " + i + " -> " + link.state().name().toLowerCase(Locale.ROOT));
            }
        }
    }
}
