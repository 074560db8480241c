// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * An array of {@code struct mmsghdr} with one {@code iovec} and one socket address each, laid out
 * once (64-bit Linux; the layout is the same on x86-64 and aarch64).
 */
final class MessageHeaders implements AutoCloseable {
    /** {@code struct mmsghdr}: {@code msghdr} of 56 bytes, {@code msg_len}, padding. */
    static final int HEADER_BYTES = 64;

    static final int VECTOR_BYTES = 16;
    static final int NAME_LENGTH = 8;
    static final int VECTOR = 16;
    static final int VECTOR_COUNT = 24;
    static final int CONTROL = 32;
    static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;
    private static final int LENGTH = 56;

    private final NativeMemory memory;
    private final UnsafeBuffer buffer;
    private final int vectors;
    private final int names;

    MessageHeaders(final int count) {
        vectors = count * HEADER_BYTES;
        names = vectors + count * VECTOR_BYTES;
        memory = new NativeMemory(names + count * SocketAddresses.SLOT_BYTES);
        buffer = memory.buffer();
        for (int i = 0; i < count; i++) {
            final int header = i * HEADER_BYTES;
            buffer.putLong(header, memory.address() + name(i));
            buffer.putLong(header + VECTOR, memory.address() + (vectors + i * VECTOR_BYTES));
            buffer.putLong(header + VECTOR_COUNT, 1);
        }
    }

    /** Address of header {@code i}, for the system. */
    long address(final int i) {
        return memory.address() + (long) i * HEADER_BYTES;
    }

    /** Where the socket addresses are. */
    UnsafeBuffer buffer() {
        return buffer;
    }

    /** Offset in {@link #buffer()} of the socket address of header {@code i}. */
    int name(final int i) {
        return names + i * SocketAddresses.SLOT_BYTES;
    }

    void nameLength(final int i, final int bytes) {
        buffer.putInt(i * HEADER_BYTES + NAME_LENGTH, bytes);
    }

    int nameLength(final int i) {
        return buffer.getInt(i * HEADER_BYTES + NAME_LENGTH);
    }

    /** Address of the socket address of header {@code i}, for the system. */
    long nameAddress(final int i) {
        return memory.address() + name(i);
    }

    void content(final int i, final long address, final int bytes) {
        final int vector = vectors + i * VECTOR_BYTES;
        buffer.putLong(vector, address);
        buffer.putLong(vector + Long.BYTES, bytes);
    }

    long contentAddress(final int i) {
        return buffer.getLong(vectors + i * VECTOR_BYTES);
    }

    int contentLength(final int i) {
        return (int) buffer.getLong(vectors + i * VECTOR_BYTES + Long.BYTES);
    }

    /** Where the system may write what it knows of message {@code i} beside its content. */
    void control(final int i, final long address, final int bytes) {
        buffer.putLong(i * HEADER_BYTES + CONTROL, address);
        buffer.putLong(i * HEADER_BYTES + CONTROL_LENGTH, bytes);
    }

    int controlLength(final int i) {
        return (int) buffer.getLong(i * HEADER_BYTES + CONTROL_LENGTH);
    }

    int length(final int i) {
        return buffer.getInt(i * HEADER_BYTES + LENGTH);
    }

    int flags(final int i) {
        return buffer.getInt(i * HEADER_BYTES + FLAGS);
    }

    @Override
    public void close() {
        memory.close();
    }
}
