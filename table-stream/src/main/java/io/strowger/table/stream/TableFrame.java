// SPDX-License-Identifier: Apache-2.0
package io.strowger.table.stream;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.strowger.connection.table.ConnectionTable;
import io.strowger.connection.table.ConnectionTuple;
import io.strowger.sip.message.TransportProtocol;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A frame between two switches, in place. All frames begin alike; numbers are little-endian:
 *
 * <pre>
 *  0 kind             1   {@link Kind}
 *  1 version          1
 *  2 header length    1   a later version may append to the header
 *  3 change length    1   ... and to a change
 *  4 changes          2
 *  6 flags            2   bit 0 of COPY: the last one; of REPORT: a copy is wanted; bit 1: from the place again
 *  8 term             8   of the active switch
 * 16 stream           8   which table of that term; a later one is higher
 * 24 number           8   of the last change that is in it
 * 32 copy             8   COPY, REPORT: which copy
 * 40 from             4   COPY: entries from this place on; REPORT: all below this have come
 * 44 to               4   COPY: ... and below this one
 * 48 digest          16   STATE: of the table at that number
 * 64 entries          4   STATE: in the table
 * 68 reserved         4
 * 72 changes, each:
 *     0 Call-ID                16    the hash, high and low
 *    16 originating address    16
 *    32 destination address    16
 *    48 originating port        2
 *    50 destination port        2
 *    52 node                    2
 *    54 transport               1
 *    55 kind                    1    1 put, 2 removed
 * </pre>
 */
public final class TableFrame {
    /** What a frame is. */
    public enum Kind {
        /** Changes as they happen, each with the next number. */
        CHANGES,
        /** A part of the whole table, as it was at that number. */
        COPY,
        /** What the active switch holds. */
        STATE,
        /** What the standby holds and wants. */
        REPORT;

        private static final Kind[] VALUES = values();
    }

    /** Most changes in a frame: it fits one datagram of an Ethernet. */
    public static final int MOST_CHANGES = 22;

    static final int HEADER = 72;
    static final int CHANGE = 56;

    /** Longest frame that this version writes. */
    public static final int MAX_LENGTH = HEADER + MOST_CHANGES * CHANGE;

    /** Longest frame that is read: later versions may append. */
    static final int LONGEST_READ = 8 << 10;

    private static final byte VERSION = 1;
    private static final int LAST = 1;
    private static final int AGAIN = 2;
    private static final byte PUT = 1;
    private static final byte REMOVED = 2;
    private static final TransportProtocol[] TRANSPORTS = TransportProtocol.values();

    private final MutableDirectBuffer buffer;
    private int changeLength = CHANGE;
    private int headerLength = HEADER;

    /** A frame in this memory, which is the frame's own. */
    TableFrame(final MutableDirectBuffer memory) {
        buffer = memory;
    }

    /** Begins a frame; the memory takes the longest. */
    TableFrame begin(final Kind kind, final long term, final long stream, final long number) {
        buffer.setMemory(0, HEADER, (byte) 0);
        buffer.putByte(0, (byte) kind.ordinal());
        buffer.putByte(1, VERSION);
        buffer.putByte(2, (byte) HEADER);
        buffer.putByte(3, (byte) CHANGE);
        buffer.putLong(8, term, LITTLE_ENDIAN);
        buffer.putLong(16, stream, LITTLE_ENDIAN);
        buffer.putLong(24, number, LITTLE_ENDIAN);
        headerLength = HEADER;
        changeLength = CHANGE;
        return this;
    }

    TableFrame copy(final long copy, final int from, final int to) {
        buffer.putLong(32, copy, LITTLE_ENDIAN);
        buffer.putInt(40, from, LITTLE_ENDIAN);
        buffer.putInt(44, to, LITTLE_ENDIAN);
        return this;
    }

    TableFrame flags(final boolean last, final boolean again) {
        buffer.putShort(6, (short) ((last ? LAST : 0) | (again ? AGAIN : 0)), LITTLE_ENDIAN);
        return this;
    }

    TableFrame digest(final ConnectionTable table) {
        buffer.putLong(48, table.digest().high(), LITTLE_ENDIAN);
        buffer.putLong(56, table.digest().low(), LITTLE_ENDIAN);
        buffer.putInt(64, table.size(), LITTLE_ENDIAN);
        return this;
    }

    void number(final long number) {
        buffer.putLong(24, number, LITTLE_ENDIAN);
    }

    /** Appends an entry as it is now. */
    void addPut(final ConnectionTable table, final int entry, final ConnectionTuple scratch) {
        table.readTuple(entry, scratch);
        final int at = append(table.callIdHigh(entry), table.callIdLow(entry), PUT);
        buffer.putLong(at + 16, scratch.originatingHigh(), LITTLE_ENDIAN);
        buffer.putLong(at + 24, scratch.originatingLow(), LITTLE_ENDIAN);
        buffer.putLong(at + 32, scratch.destinationHigh(), LITTLE_ENDIAN);
        buffer.putLong(at + 40, scratch.destinationLow(), LITTLE_ENDIAN);
        buffer.putShort(at + 48, (short) scratch.originatingPort(), LITTLE_ENDIAN);
        buffer.putShort(at + 50, (short) scratch.destinationPort(), LITTLE_ENDIAN);
        buffer.putShort(at + 52, (short) table.node(entry), LITTLE_ENDIAN);
        buffer.putByte(at + 54, (byte) scratch.transport().ordinal());
    }

    void addRemoved(final long callIdHigh, final long callIdLow) {
        append(callIdHigh, callIdLow, REMOVED);
    }

    private int append(final long high, final long low, final byte kind) {
        final int at = HEADER + changes() * CHANGE;
        buffer.putShort(4, (short) (changes() + 1), LITTLE_ENDIAN);
        buffer.setMemory(at + 16, CHANGE - 16, (byte) 0);
        buffer.putLong(at, high, LITTLE_ENDIAN);
        buffer.putLong(at + 8, low, LITTLE_ENDIAN);
        buffer.putByte(at + 55, kind);
        return at;
    }

    /**
     * Copies a frame in and checks all of it.
     *
     * @return false when it is none that this version understands
     */
    boolean read(final DirectBuffer from, final int offset, final int length) {
        if (length < HEADER || length > LONGEST_READ) {
            return false;
        }
        buffer.putBytes(0, from, offset, length);
        headerLength = buffer.getByte(2) & 0xFF;
        changeLength = buffer.getByte(3) & 0xFF;
        return buffer.getByte(1) >= VERSION
                && buffer.getByte(0) >= 0
                && buffer.getByte(0) < Kind.VALUES.length
                && headerLength >= HEADER
                && changeLength >= CHANGE
                && headerLength + changes() * changeLength == length
                && hasPlausibleNumbers()
                && changesAreKnown();
    }

    private boolean hasPlausibleNumbers() {
        return term() > 0 && number() >= 0 && from() >= 0 && to() >= 0 && entries() >= 0;
    }

    private boolean changesAreKnown() {
        for (int i = 0; i < changes(); i++) {
            final int at = at(i);
            final byte kind = buffer.getByte(at + 55);
            final int transport = buffer.getByte(at + 54) & 0xFF;
            if ((kind != PUT && kind != REMOVED)
                    || transport >= TRANSPORTS.length
                    || (callIdHigh(i) | callIdLow(i)) == 0) {
                return false;
            }
        }
        return true;
    }

    Kind kind() {
        return Kind.VALUES[buffer.getByte(0)];
    }

    int changes() {
        return buffer.getShort(4, LITTLE_ENDIAN) & 0xFFFF;
    }

    boolean isLast() {
        return (buffer.getShort(6, LITTLE_ENDIAN) & LAST) != 0;
    }

    /** Of a report: a copy is wanted. */
    boolean wantsCopy() {
        return isLast();
    }

    boolean again() {
        return (buffer.getShort(6, LITTLE_ENDIAN) & AGAIN) != 0;
    }

    long term() {
        return buffer.getLong(8, LITTLE_ENDIAN);
    }

    long stream() {
        return buffer.getLong(16, LITTLE_ENDIAN);
    }

    long number() {
        return buffer.getLong(24, LITTLE_ENDIAN);
    }

    long copy() {
        return buffer.getLong(32, LITTLE_ENDIAN);
    }

    int from() {
        return buffer.getInt(40, LITTLE_ENDIAN);
    }

    int to() {
        return buffer.getInt(44, LITTLE_ENDIAN);
    }

    int entries() {
        return buffer.getInt(64, LITTLE_ENDIAN);
    }

    boolean digestEquals(final ConnectionTable table) {
        return buffer.getLong(48, LITTLE_ENDIAN) == table.digest().high()
                && buffer.getLong(56, LITTLE_ENDIAN) == table.digest().low()
                && entries() == table.size();
    }

    long callIdHigh(final int change) {
        return buffer.getLong(at(change), LITTLE_ENDIAN);
    }

    long callIdLow(final int change) {
        return buffer.getLong(at(change) + 8, LITTLE_ENDIAN);
    }

    boolean isRemoval(final int change) {
        return buffer.getByte(at(change) + 55) == REMOVED;
    }

    int node(final int change) {
        return buffer.getShort(at(change) + 52, LITTLE_ENDIAN) & 0xFFFF;
    }

    void readTuple(final int change, final ConnectionTuple into) {
        final int at = at(change);
        into.transport(TRANSPORTS[buffer.getByte(at + 54)])
                .originating(
                        buffer.getLong(at + 16, LITTLE_ENDIAN),
                        buffer.getLong(at + 24, LITTLE_ENDIAN),
                        buffer.getShort(at + 48, LITTLE_ENDIAN) & 0xFFFF)
                .destination(
                        buffer.getLong(at + 32, LITTLE_ENDIAN),
                        buffer.getLong(at + 40, LITTLE_ENDIAN),
                        buffer.getShort(at + 50, LITTLE_ENDIAN) & 0xFFFF);
    }

    DirectBuffer buffer() {
        return buffer;
    }

    int length() {
        return headerLength + changes() * changeLength;
    }

    private int at(final int change) {
        return headerLength + change * changeLength;
    }
}
