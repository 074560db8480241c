// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import org.agrona.concurrent.UnsafeBuffer;

/** A block of zeroed memory outside the heap whose address system calls may be given. */
final class NativeMemory implements AutoCloseable {
    private final long address;
    private final UnsafeBuffer buffer;
    private boolean closed;

    NativeMemory(final int bytes) {
        address = LinuxCalls.allocate(bytes);
        buffer = new UnsafeBuffer(address, bytes);
    }

    long address() {
        return address;
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            buffer.wrap(0, 0);
            LinuxCalls.free(address);
        }
    }
}
