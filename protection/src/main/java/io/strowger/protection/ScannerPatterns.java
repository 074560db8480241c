// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import org.agrona.DirectBuffer;

/**
 * Finds any of some words in a text, in any case, with one step for each byte (Aho and Corasick, "Efficient string matching", 1975).
 * Immutable.
 */
public final class ScannerPatterns {
    /** Longest pattern, in bytes. */
    public static final int LONGEST = 64;

    /** Most patterns. */
    public static final int MOST = 64;

    private static final int LETTERS = 128;

    private final List<String> words;
    private final char[][] next;
    private final boolean[] isEnd;

    /**
     * @param patterns printable ASCII, 1 to {@value #LONGEST} characters each
     */
    public ScannerPatterns(final List<String> patterns) {
        if (patterns.size() > MOST) {
            throw new IllegalArgumentException(patterns.size() + " patterns");
        }
        words = List.copyOf(patterns);
        int states = 1;
        for (final String pattern : patterns) {
            if (!isPattern(pattern)) {
                throw new IllegalArgumentException("no pattern: '" + pattern + "'");
            }
            states += pattern.length();
        }
        next = new char[states][LETTERS];
        isEnd = new boolean[states];
        int used = 1;
        for (final String pattern : patterns) {
            used = add(pattern.toLowerCase(Locale.ROOT), used);
        }
        complete();
    }

    public static boolean isPattern(final String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST
                && text.chars().allMatch(letter -> letter >= ' ' && letter < LETTERS - 1);
    }

    private int add(final String pattern, final int firstFree) {
        int free = firstFree;
        int state = 0;
        for (final byte letter : pattern.getBytes(StandardCharsets.US_ASCII)) {
            if (next[state][letter] == 0) {
                next[state][letter] = (char) free++;
            }
            state = next[state][letter];
        }
        isEnd[state] = true;
        return free;
    }

    /** Where the longest beginning of a pattern is not continued, the next shorter one is. */
    private void complete() {
        final int[] shorter = new int[next.length];
        final ArrayDeque<Integer> states = new ArrayDeque<>();
        for (final char first : next[0]) {
            if (first != 0) {
                states.add((int) first);
            }
        }
        while (!states.isEmpty()) {
            final int state = states.remove();
            final int fallback = shorter[state];
            isEnd[state] |= isEnd[fallback];
            for (int letter = 0; letter < LETTERS; letter++) {
                final char following = next[state][letter];
                if (following == 0) {
                    next[state][letter] = next[fallback][letter];
                } else {
                    shorter[following] = next[fallback][letter];
                    states.add((int) following);
                }
            }
        }
    }

    /** As they were given. */
    public List<String> words() {
        return words;
    }

    boolean isEmpty() {
        return next.length == 1;
    }

    /** Whether the bytes from start to end contain one of the words. */
    public boolean isIn(final DirectBuffer buffer, final int start, final int end) {
        int state = 0;
        for (int at = start; at < end; at++) {
            final byte letter = buffer.getByte(at);
            final int lower = letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
            state = lower < 0 ? 0 : next[state][lower];
            if (isEnd[state]) {
                return true;
            }
        }
        return false;
    }
}
