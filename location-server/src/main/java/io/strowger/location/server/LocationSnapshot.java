// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.strowger.lease.LeaseRegister;
import io.strowger.location.DatabaseState;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the snapshot of a member with its own database holds: not the records, which are in LMDB already, but what they
 * must be, the sequences of the clients, and the lease of the active switch.
 *
 * <pre>
 *  0 version      4
 *  4 clients      4
 *  8 birth date   8
 * 16 level        8
 * 24 digest      16
 * 40 log position 8
 * 48 clients: id 8, last sequence 8, last log position 8
 *    from version 2 on, behind the clients:
 *    lease: term 8, end 8 and length 8 in milliseconds, number of the switch 4, reserved 4
 * </pre>
 *
 * Version 1 is read too: what was written before there was a switch.
 */
final class LocationSnapshot {
    static final int VERSION = 2;
    private static final int VERSION_WITHOUT_LEASE = 1;
    private static final int HEADER = 48;
    private static final int CLIENT = 24;
    private static final int LEASE = 32;
    static final int MAX_LENGTH = HEADER + CLIENT * ClientSequences.CLIENT_LIMIT + LEASE;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MAX_LENGTH]);
    private int length;

    /** Writes down the state at a log position. */
    LocationSnapshot write(
            final DatabaseState state,
            final long logPosition,
            final ClientSequences clients,
            final LeaseRegister lease) {
        buffer.putInt(0, VERSION, LITTLE_ENDIAN);
        buffer.putInt(4, clients.size(), LITTLE_ENDIAN);
        buffer.putLong(8, state.birthDate(), LITTLE_ENDIAN);
        buffer.putLong(16, state.level(), LITTLE_ENDIAN);
        buffer.putLong(24, state.digestHigh(), LITTLE_ENDIAN);
        buffer.putLong(32, state.digestLow(), LITTLE_ENDIAN);
        buffer.putLong(40, logPosition, LITTLE_ENDIAN);
        length = HEADER;
        clients.forEach(this::putClient);
        buffer.putLong(length, lease.term(), LITTLE_ENDIAN);
        buffer.putLong(length + 8, lease.endsAtMillis(), LITTLE_ENDIAN);
        buffer.putLong(length + 16, lease.lengthMillis(), LITTLE_ENDIAN);
        buffer.putInt(length + 24, lease.holder(), LITTLE_ENDIAN);
        buffer.putInt(length + 28, 0, LITTLE_ENDIAN);
        length += LEASE;
        return this;
    }

    private void putClient(final long id, final long lastSequence, final long lastPosition) {
        buffer.putLong(length, id, LITTLE_ENDIAN);
        buffer.putLong(length + 8, lastSequence, LITTLE_ENDIAN);
        buffer.putLong(length + 16, lastPosition, LITTLE_ENDIAN);
        length += CLIENT;
    }

    /** Copies a snapshot in; false when it is not one that this version understands. */
    boolean read(final DirectBuffer from, final int offset, final int bytes) {
        if (bytes < HEADER || bytes > MAX_LENGTH) {
            return false;
        }
        buffer.putBytes(0, from, offset, bytes);
        length = bytes;
        return switch (buffer.getInt(0, LITTLE_ENDIAN)) {
            case VERSION_WITHOUT_LEASE -> bytes == leaseAt();
            case VERSION -> bytes == leaseAt() + LEASE;
            default -> false;
        };
    }

    private int leaseAt() {
        return HEADER + CLIENT * buffer.getInt(4, LITTLE_ENDIAN);
    }

    void restore(final LeaseRegister lease) {
        final int at = leaseAt();
        if (at < length) {
            lease.restore(
                    buffer.getInt(at + 24, LITTLE_ENDIAN),
                    buffer.getLong(at, LITTLE_ENDIAN),
                    buffer.getLong(at + 8, LITTLE_ENDIAN),
                    buffer.getLong(at + 16, LITTLE_ENDIAN));
        }
    }

    void restore(final ClientSequences clients) {
        for (int at = HEADER; at < leaseAt(); at += CLIENT) {
            clients.remember(
                    buffer.getLong(at, LITTLE_ENDIAN),
                    buffer.getLong(at + 8, LITTLE_ENDIAN),
                    buffer.getLong(at + 16, LITTLE_ENDIAN));
        }
    }

    long birthDate() {
        return buffer.getLong(8, LITTLE_ENDIAN);
    }

    long level() {
        return buffer.getLong(16, LITTLE_ENDIAN);
    }

    boolean digestEquals(final DatabaseState state) {
        return buffer.getLong(24, LITTLE_ENDIAN) == state.digestHigh()
                && buffer.getLong(32, LITTLE_ENDIAN) == state.digestLow();
    }

    long logPosition() {
        return buffer.getLong(40, LITTLE_ENDIAN);
    }

    DirectBuffer buffer() {
        return buffer;
    }

    int length() {
        return length;
    }
}
