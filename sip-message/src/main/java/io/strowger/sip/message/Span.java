// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

/**
 * A slice of a message's buffer in one {@code long}: start (inclusive) in the upper half, end
 * (exclusive) in the lower, both absolute indexes of the buffer. Slices are passed around without
 * allocating anything.
 */
public final class Span {
    /** No such slice: the header or parameter is absent. */
    public static final long NONE = -1L;

    /** Present, but without a value, as the parameter {@code ;lr}. */
    public static final long EMPTY = 0L;

    private Span() {}

    public static long of(final int start, final int end) {
        return ((long) start << 32) | end;
    }

    public static int start(final long span) {
        return (int) (span >>> 32);
    }

    public static int end(final long span) {
        return (int) span;
    }

    public static int length(final long span) {
        return span == NONE ? 0 : end(span) - start(span);
    }

    public static boolean isPresent(final long span) {
        return span != NONE;
    }

    /** Whether there is at least one byte. */
    public static boolean hasText(final long span) {
        return span != NONE && end(span) > start(span);
    }
}
