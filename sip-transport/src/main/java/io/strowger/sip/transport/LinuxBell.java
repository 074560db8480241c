// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

/** A socket of loopback at which other processes of this host ring. */
final class LinuxBell implements AutoCloseable {
    private static final int DATAGRAM = 2;
    private static final int NON_BLOCKING = 0x800;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int LOOPBACK = 0x7F00_0001;

    private final LinuxCalls calls;
    private final int fd;
    private final int port;

    LinuxBell(final LinuxCalls calls) {
        this.calls = calls;
        fd =
                check(
                        calls.socket(
                                SocketAddresses.FAMILY_V4,
                                DATAGRAM | NON_BLOCKING | CLOSE_ON_EXEC));
        try (NativeMemory memory = new NativeMemory(2 * SocketAddresses.SLOT_BYTES)) {
            final int length =
                    SocketAddresses.put(
                            memory.buffer(), 0, SocketAddresses.FAMILY_V4, 0, LOOPBACK, 0);
            check(calls.bind(fd, memory.address(), length));
            memory.buffer().putInt(SocketAddresses.SLOT_BYTES, SocketAddresses.SLOT_BYTES);
            final long lengthAt = memory.address() + SocketAddresses.SLOT_BYTES;
            check(calls.socketName(fd, memory.address(), lengthAt));
            port = SocketAddresses.port(memory.buffer(), 0);
        }
    }

    private static int check(final int outcome) {
        if (outcome < 0) {
            throw new IllegalStateException("a socket of loopback: system error " + -outcome);
        }
        return outcome;
    }

    int descriptor() {
        return fd;
    }

    int port() {
        return port;
    }

    /** One datagram a look: there is one for each sleep, and who sends more of them makes it short. */
    void hush() {
        calls.discard(fd);
    }

    @Override
    public void close() {
        LinuxCalls.closeDescriptor(fd);
    }
}
