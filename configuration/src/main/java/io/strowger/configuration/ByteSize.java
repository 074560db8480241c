// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/**
 * An amount of memory or disk, written as 512KiB, 64MiB or 2GiB.
 *
 * @param bytes the amount in bytes, not negative
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    /** The amount as an array or buffer length; callers' options are limited far below 2 GiB. */
    public int asInt() {
        return Math.toIntExact(bytes);
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }
}
