// SPDX-License-Identifier: Apache-2.0
package io.strowger.ping;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * An ICMP echo request or reply (RFC 792; RFC 4443 §4) as this program sends it. Behind the eight bytes of ICMP stand a
 * random number of the sender, by which it knows its own, whom it asked, and the number of the question.
 */
final class EchoMessage {
    static final int LENGTH = 28;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int CHECKSUM_AT = 2;
    private static final int IDENTIFIER_AT = 4;
    private static final int SEQUENCE_AT = 6;
    private static final int SENDER_AT = 8;
    private static final int TARGET_AT = 16;
    private static final int NUMBER_AT = 20;

    private EchoMessage() {}

    /** Writes a request; over IPv6 the system puts its own checksum in. */
    static void write(
            final MemorySegment to,
            final byte type,
            final long sender,
            final int target,
            final long number) {
        to.set(JAVA_BYTE, 0, type);
        to.set(JAVA_BYTE, 1, (byte) 0);
        to.set(SHORT, CHECKSUM_AT, (short) 0);
        to.set(SHORT, IDENTIFIER_AT, (short) sender);
        to.set(SHORT, SEQUENCE_AT, (short) number);
        to.set(LONG, SENDER_AT, sender);
        to.set(INT, TARGET_AT, target);
        to.set(LONG, NUMBER_AT, number);
        to.set(SHORT, CHECKSUM_AT, checksum(to));
    }

    /** RFC 1071. */
    static short checksum(final MemorySegment message) {
        int sum = 0;
        for (int i = 0; i < LENGTH; i += Short.BYTES) {
            sum += message.get(SHORT, i) & 0xFFFF;
        }
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (short) ~(sum + (sum >> 16));
    }

    /** Whether these bytes answer a question of this sender. */
    static boolean isReply(
            final MemorySegment from,
            final long offset,
            final long length,
            final byte type,
            final long sender) {
        return length >= LENGTH
                && from.get(JAVA_BYTE, offset) == type
                && from.get(JAVA_BYTE, offset + 1) == 0
                && from.get(LONG, offset + SENDER_AT) == sender;
    }

    static int target(final MemorySegment from, final long offset) {
        return from.get(INT, offset + TARGET_AT);
    }

    static long number(final MemorySegment from, final long offset) {
        return from.get(LONG, offset + NUMBER_AT);
    }
}
