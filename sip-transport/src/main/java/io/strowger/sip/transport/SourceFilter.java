// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import org.agrona.MutableDirectBuffer;

/**
 * {@link Offenders} as a program of the system's packet filter (classic BPF, Linux {@code
 * socket(7)} SO_ATTACH_FILTER), which sees a datagram before it takes room in the receive buffer.
 * It finds the source in the IP header and passes a random part of what is listed.
 */
final class SourceFilter {
    /** {@code struct sock_fprog}: length, padding, address of the program. */
    static final int HEADER_BYTES = 16;

    private static final int INSTRUCTION_BYTES = 8;
    private static final int MOST_PER_SOURCE = 6;
    private static final int MOST_INSTRUCTIONS = MOST_PER_SOURCE * Offenders.LIMIT + 2;
    static final int BYTES = HEADER_BYTES + MOST_INSTRUCTIONS * INSTRUCTION_BYTES;

    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_AT_LEAST = 0x35;
    private static final int RETURN = 0x06;

    /** SKF_NET_OFF: loads at this offset are relative to the IP header. */
    private static final int IP_HEADER = -0x100000;

    /** SKF_AD_OFF + SKF_AD_RANDOM: a load from here is a random number. */
    private static final int RANDOM = -0x1000 + 56;

    private static final int SOURCE_V4 = IP_HEADER + 12;
    private static final int SOURCE_V6 = IP_HEADER + 8;
    private static final int WHOLE = -1;
    private static final int NOTHING = 0;

    private final MutableDirectBuffer buffer;
    private final long address;
    private final int family;
    private int count;

    /**
     * @param address of the buffer, which has room for {@link #BYTES}
     */
    SourceFilter(final MutableDirectBuffer buffer, final long address, final int family) {
        this.buffer = buffer;
        this.address = address;
        this.family = family;
    }

    /** Writes the program; the option value for the system is {@link #HEADER_BYTES} long. */
    void write(final Offenders offenders) {
        final int perSource = family == SocketAddresses.FAMILY_V4 ? 4 : MOST_PER_SOURCE;
        final int pass = perSource * offenders.count();
        count = 0;
        for (int i = 0; i < offenders.count(); i++) {
            match(offenders, i);
            put(LOAD_WORD, 0, 0, RANDOM);
            put(JUMP_IF_AT_LEAST, pass - count, pass - count - 1, threshold(offenders.share(i)));
        }
        put(RETURN, 0, 0, WHOLE);
        put(RETURN, 0, 0, NOTHING);
        buffer.putShort(0, (short) count);
        buffer.putLong(Long.BYTES, address + HEADER_BYTES);
    }

    /** What does not match goes to the next source, behind the two instructions that follow. */
    private void match(final Offenders offenders, final int i) {
        if (family == SocketAddresses.FAMILY_V4) {
            put(LOAD_WORD, 0, 0, SOURCE_V4);
            put(JUMP_IF_EQUAL, 0, 2, (int) offenders.addressLow(i));
            return;
        }
        final long network = offenders.addressHigh(i);
        put(LOAD_WORD, 0, 0, SOURCE_V6);
        put(JUMP_IF_EQUAL, 0, 4, (int) (network >>> Integer.SIZE));
        put(LOAD_WORD, 0, 0, SOURCE_V6 + Integer.BYTES);
        put(JUMP_IF_EQUAL, 0, 2, (int) network);
    }

    private static int threshold(final double share) {
        return (int) (long) (share * 0x1p32);
    }

    private void put(final int code, final int ifTrue, final int ifFalse, final int operand) {
        final int at = HEADER_BYTES + count * INSTRUCTION_BYTES;
        buffer.putShort(at, (short) code);
        buffer.putByte(at + 2, (byte) ifTrue);
        buffer.putByte(at + 3, (byte) ifFalse);
        buffer.putInt(at + 4, operand);
        count++;
    }
}
