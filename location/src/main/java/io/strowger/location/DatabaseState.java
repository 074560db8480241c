// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

/**
 * What a location database says it holds. Two coherent databases with equal birth date and level must have equal
 * digests.
 *
 * @param birthDate names the database: creation time with random bits, 0 = no database has been created
 * @param level number of commits that changed a record, from 0
 * @param coherent false while a transfer is under way
 * @param digestHigh upper half of the sum modulo 2^128 of all record hashes
 * @param digestLow lower half of it
 * @param recordCount records in all tables
 */
public record DatabaseState(
        long birthDate,
        long level,
        boolean coherent,
        long digestHigh,
        long digestLow,
        long recordCount) {

    /** The state before {@code createDatabase}. */
    public static final DatabaseState NONE = new DatabaseState(0, 0, false, 0, 0, 0);

    private static final int RANDOM_BITS = 20;

    /** Whether a database has been created. */
    public boolean exists() {
        return birthDate != 0;
    }

    /** A birth date: the creation time (epoch milliseconds) above 20 random bits; always positive until the year 2248. */
    public static long birthDate(final long nowMillis, final long random) {
        return (nowMillis << RANDOM_BITS) | (random & ((1L << RANDOM_BITS) - 1));
    }

    /** When the database was created, epoch milliseconds. */
    public long createdAtMillis() {
        return birthDate >>> RANDOM_BITS;
    }

    /** The digest as 32 hexadecimal digits, the form shown to operators. */
    public String digest() {
        return String.format("%016x%016x", digestHigh, digestLow);
    }
}
