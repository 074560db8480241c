// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.DatabaseState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** The record that says what the database is: written in the same transaction as every batch, with its own checksum. */
final class StoredState {
    static final int LENGTH = 96;
    static final DirectBuffer KEY =
            new UnsafeBuffer(
                    ByteBuffer.allocateDirect(5)
                            .put("state".getBytes(StandardCharsets.US_ASCII))
                            .flip());

    private static final int MAGIC_AT = 0;
    private static final int VERSION_AT = 8;
    private static final int FLAGS_AT = 12;
    private static final int BIRTH_DATE_AT = 16;
    private static final int LEVEL_AT = 24;
    private static final int DIGEST_HIGH_AT = 32;
    private static final int DIGEST_LOW_AT = 40;
    private static final int RECORD_COUNT_AT = 48;
    private static final int LOG_POSITION_AT = 56;
    private static final int TERM_AT = 64;
    private static final int LOG_BYTES_AT = 72;
    private static final int CRC_AT = 88;

    private static final int COHERENT = 1;
    private static final int REPLICA = 2;

    long birthDate;
    long level;
    boolean coherent;

    /** Whether the database is the copy of another: without expiry index, for only the original expires. */
    boolean isReplica;

    final Digest digest = new Digest();
    long recordCount;
    long logPosition = -1;
    long term;

    /** Bytes of all provisioning log entries together. */
    long logBytes;

    private final CRC32C crc = new CRC32C();
    private final byte[] covered = new byte[CRC_AT];

    void copyFrom(final StoredState other) {
        birthDate = other.birthDate;
        level = other.level;
        coherent = other.coherent;
        isReplica = other.isReplica;
        digest.set(other.digest.high(), other.digest.low());
        recordCount = other.recordCount;
        logPosition = other.logPosition;
        term = other.term;
        logBytes = other.logBytes;
    }

    void encode(final MutableDirectBuffer into) {
        into.setMemory(0, LENGTH, (byte) 0);
        into.putLong(MAGIC_AT, StoreLayout.MAGIC, ByteOrder.LITTLE_ENDIAN);
        into.putInt(VERSION_AT, StoreLayout.VERSION, ByteOrder.LITTLE_ENDIAN);
        final int flags = (coherent ? COHERENT : 0) | (isReplica ? REPLICA : 0);
        into.putInt(FLAGS_AT, flags, ByteOrder.LITTLE_ENDIAN);
        into.putLong(BIRTH_DATE_AT, birthDate, ByteOrder.LITTLE_ENDIAN);
        into.putLong(LEVEL_AT, level, ByteOrder.LITTLE_ENDIAN);
        into.putLong(DIGEST_HIGH_AT, digest.high(), ByteOrder.LITTLE_ENDIAN);
        into.putLong(DIGEST_LOW_AT, digest.low(), ByteOrder.LITTLE_ENDIAN);
        into.putLong(RECORD_COUNT_AT, recordCount, ByteOrder.LITTLE_ENDIAN);
        into.putLong(LOG_POSITION_AT, logPosition, ByteOrder.LITTLE_ENDIAN);
        into.putLong(TERM_AT, term, ByteOrder.LITTLE_ENDIAN);
        into.putLong(LOG_BYTES_AT, logBytes, ByteOrder.LITTLE_ENDIAN);
        into.putInt(CRC_AT, checksum(into), ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads the record; null when it is right, else what is wrong and what to do. */
    @Nullable String decode(final DirectBuffer from) {
        if (from.capacity() != LENGTH
                || from.getLong(MAGIC_AT, ByteOrder.LITTLE_ENDIAN) != StoreLayout.MAGIC) {
            return "holds no Strowger location database; name another directory with data";
        }
        final int version = from.getInt(VERSION_AT, ByteOrder.LITTLE_ENDIAN);
        if (version != StoreLayout.VERSION) {
            return String.format(
                    "has layout version %d, this program reads %d; start the version that wrote it, export, and import"
                            + " here",
                    version, StoreLayout.VERSION);
        }
        if (from.getInt(CRC_AT, ByteOrder.LITTLE_ENDIAN) != checksum(from)) {
            return "has a damaged state record (checksum); restore it from a backup or another member";
        }
        final int flags = from.getInt(FLAGS_AT, ByteOrder.LITTLE_ENDIAN);
        coherent = (flags & COHERENT) != 0;
        isReplica = (flags & REPLICA) != 0;
        birthDate = from.getLong(BIRTH_DATE_AT, ByteOrder.LITTLE_ENDIAN);
        level = from.getLong(LEVEL_AT, ByteOrder.LITTLE_ENDIAN);
        digest.set(
                from.getLong(DIGEST_HIGH_AT, ByteOrder.LITTLE_ENDIAN),
                from.getLong(DIGEST_LOW_AT, ByteOrder.LITTLE_ENDIAN));
        recordCount = from.getLong(RECORD_COUNT_AT, ByteOrder.LITTLE_ENDIAN);
        logPosition = from.getLong(LOG_POSITION_AT, ByteOrder.LITTLE_ENDIAN);
        term = from.getLong(TERM_AT, ByteOrder.LITTLE_ENDIAN);
        logBytes = from.getLong(LOG_BYTES_AT, ByteOrder.LITTLE_ENDIAN);
        return null;
    }

    DatabaseState published() {
        return new DatabaseState(
                birthDate, level, coherent, digest.high(), digest.low(), recordCount);
    }

    private int checksum(final DirectBuffer of) {
        of.getBytes(0, covered);
        crc.reset();
        crc.update(covered);
        return (int) crc.getValue();
    }
}
