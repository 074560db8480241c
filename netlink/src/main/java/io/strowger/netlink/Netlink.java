// SPDX-License-Identifier: Apache-2.0
package io.strowger.netlink;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** A socket of netlink(7) for one request at a time: each opens and closes its own, for they are few. Any thread. */
public final class Netlink {
    /** EPERM: the program may not do so. */
    public static final int NOT_PERMITTED = -1;

    /** EADDRNOTAVAIL: there is no such address to remove. */
    public static final int NO_SUCH_ADDRESS = -99;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SOCKET =
            function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SENDTO =
            function(
                    "sendto", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG,
                    JAVA_INT);
    private static final MethodHandle RECV =
            function("recv", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().find("close").orElseThrow(),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private static final int NETLINK = 16;
    private static final int RAW_CLOSED_ON_EXEC = 3 | 0x8_0000;
    private static final int DO_NOT_WAIT = 0x40;
    private static final int ANSWER_BYTES = 4_096;
    private static final int ANSWER_ERROR = 16;
    private static final int ERROR_MESSAGE = 2;
    private static final int NOT_UNDERSTOOD = -71;
    private static final int ERRNO_BYTES = 64;

    private Netlink() {}

    private static MethodHandle function(
            final String name, final MemoryLayout result, final MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().find(name).orElseThrow(),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    /**
     * Has the kernel carry out a request.
     *
     * @return 0, or the negative error number of the system
     */
    public static int request(final NetlinkRequest request) {
        final byte[] message = request.bytes();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment errno = arena.allocate(ERRNO_BYTES);
            final int fd = (int) SOCKET.invokeExact(errno, NETLINK, RAW_CLOSED_ON_EXEC, 0);
            if (fd < 0) {
                return error(errno);
            }
            try {
                final long sent =
                        (long)
                                SENDTO.invokeExact(
                                        errno,
                                        fd,
                                        copy(arena, message),
                                        (long) message.length,
                                        0,
                                        0L,
                                        0);
                return sent < 0 ? error(errno) : answer(arena, errno, fd);
            } finally {
                close(fd);
            }
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** The kernel has answered before the request returns. */
    private static int answer(final Arena arena, final MemorySegment errno, final int fd)
            throws Throwable {
        final MemorySegment answer = arena.allocate(ANSWER_BYTES);
        final long length =
                (long)
                        RECV.invokeExact(
                                errno, fd, answer.address(), (long) ANSWER_BYTES, DO_NOT_WAIT);
        if (length < 0) {
            return error(errno);
        }
        final boolean isError =
                length >= ANSWER_ERROR + Integer.BYTES
                        && answer.get(ValueLayout.JAVA_SHORT, 4) == ERROR_MESSAGE;
        return isError ? answer.get(JAVA_INT, ANSWER_ERROR) : NOT_UNDERSTOOD;
    }

    private static long copy(final Arena arena, final byte[] bytes) {
        final MemorySegment memory = arena.allocate(bytes.length, Long.BYTES);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return memory.address();
    }

    private static int error(final MemorySegment errno) {
        return -errno.get(JAVA_INT, 0);
    }

    private static void close(final int fd) throws Throwable {
        final int ignored = (int) CLOSE.invokeExact(fd);
        assert ignored <= 0;
    }

    private static IllegalStateException unexpected(final Throwable t) {
        return new IllegalStateException("a system call could not be made", t);
    }
}
