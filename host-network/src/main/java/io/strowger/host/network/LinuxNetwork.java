// SPDX-License-Identifier: Apache-2.0
package io.strowger.host.network;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The system calls of Linux that give an interface an address, set a route and put frames on a link: netlink (RFC 3549)
 * and packet sockets. An error is the negative error number. Each call opens and closes its socket: they are
 * few. Any thread.
 */
public final class LinuxNetwork {
    /** EPERM: the program has no right to it. */
    public static final int NOT_PERMITTED = -1;

    /** ENETUNREACH: a gateway is in no network of this host. */
    public static final int NOT_REACHED = -101;

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
    private static final int PACKET = 17;
    private static final int RAW_CLOSED_ON_EXEC = 3 | 0x8_0000;
    private static final int DO_NOT_WAIT = 0x40;
    private static final int ANSWER_BYTES = 4_096;
    private static final int ANSWER_ERROR = 16;
    private static final int ERROR_MESSAGE = 2;
    private static final int NOT_UNDERSTOOD = -71;
    private static final int ERRNO_BYTES = 64;
    private static final int LINK_ADDRESS_BYTES = 20;

    private LinuxNetwork() {}

    private static MethodHandle function(
            final String name, final MemoryLayout result, final MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().find(name).orElseThrow(),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    /** Has the kernel carry out a request; 0 or the negative error number. */
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

    /** Puts an Ethernet frame on the link of an interface; 0 or the negative error number. */
    public static int send(final int networkInterface, final byte[] frame) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment errno = arena.allocate(ERRNO_BYTES);
            final int fd = (int) SOCKET.invokeExact(errno, PACKET, RAW_CLOSED_ON_EXEC, 0);
            if (fd < 0) {
                return error(errno);
            }
            try {
                final MemorySegment to = arena.allocate(LINK_ADDRESS_BYTES, Long.BYTES);
                to.set(ValueLayout.JAVA_SHORT, 0, (short) PACKET);
                to.set(JAVA_INT, 4, networkInterface);
                final long sent =
                        (long)
                                SENDTO.invokeExact(
                                        errno,
                                        fd,
                                        copy(arena, frame),
                                        (long) frame.length,
                                        0,
                                        to.address(),
                                        LINK_ADDRESS_BYTES);
                return sent < 0 ? error(errno) : 0;
            } finally {
                close(fd);
            }
        } catch (final Throwable t) {
            throw unexpected(t);
        }
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
