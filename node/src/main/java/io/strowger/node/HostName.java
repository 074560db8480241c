// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/** A host name in lower case as a key. One of them is filled again and again to look others up. */
final class HostName {
    /** Longest name (RFC 1035 §2.3.4). */
    static final int MAX_LENGTH = 253;

    private final byte[] bytes;
    private int length;
    private int hash;

    /** To be filled. */
    HostName() {
        bytes = new byte[MAX_LENGTH];
    }

    private HostName(final HostName other) {
        bytes = Arrays.copyOf(other.bytes, other.length);
        length = other.length;
        hash = other.hash;
    }

    HostName copy() {
        return new HostName(this);
    }

    /** Takes a name; false when none can be so long. */
    boolean set(final DirectBuffer buffer, final int offset, final int size) {
        if (size > MAX_LENGTH) {
            return false;
        }
        length = size;
        hash = 1;
        for (int i = 0; i < size; i++) {
            final byte b = buffer.getByte(offset + i);
            bytes[i] = b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
            hash = 31 * hash + bytes[i];
        }
        return true;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof HostName name
                && Arrays.equals(bytes, 0, length, name.bytes, 0, name.length);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }
}
