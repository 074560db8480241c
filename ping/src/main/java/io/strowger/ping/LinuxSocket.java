// SPDX-License-Identifier: Apache-2.0
package io.strowger.ping;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** System calls of Linux on one socket that never waits. An error is the negative error number. One thread. */
final class LinuxSocket implements AutoCloseable {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SOCKET =
            function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SENDTO =
            function(
                    "sendto", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG,
                    JAVA_INT);
    private static final MethodHandle RECV =
            function("recv", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle IOCTL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().find("ioctl").orElseThrow(),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().find("close").orElseThrow(),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    /** SOCK_NONBLOCK and SOCK_CLOEXEC. */
    private static final int HOW = 0x800 | 0x8_0000;

    private static final int SOL_SOCKET = 1;
    private static final int BIND_TO_DEVICE = 25;
    private static final long GET_INTERFACE_FLAGS = 0x8913;
    private static final int INTERFACE_REQUEST_BYTES = 40;
    private static final int FLAGS_AT = 16;
    private static final int UP_AND_RUNNING = 0x41;
    private static final int ERRNO_BYTES = 64;

    private final int fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment errno = arena.allocate(ERRNO_BYTES);
    private final MemorySegment interfaceRequest =
            arena.allocate(INTERFACE_REQUEST_BYTES, Long.BYTES);

    private LinuxSocket(final int fd) {
        this.fd = fd;
    }

    private static MethodHandle function(
            final String name, final MemoryLayout result, final MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().find(name).orElseThrow(),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    /** Opens a socket, or the negative error number is the only element. */
    static Opened open(final int family, final int type, final int protocol) {
        try (Arena call = Arena.ofConfined()) {
            final MemorySegment error = call.allocate(ERRNO_BYTES);
            final int fd = (int) SOCKET.invokeExact(error, family, type | HOW, protocol);
            return fd < 0
                    ? new Opened.Refused(error.get(JAVA_INT, 0))
                    : new Opened.Done(new LinuxSocket(fd));
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** What came of opening a socket. */
    sealed interface Opened {
        /** It is open. */
        record Done(LinuxSocket socket) implements Opened {}

        /** It is not, by this error number. */
        record Refused(int error) implements Opened {}
    }

    /** Memory that lives as long as the socket. */
    MemorySegment allocate(final long bytes) {
        return arena.allocate(bytes, Long.BYTES);
    }

    /** 0 or the negative error number. */
    int option(final int level, final int name, final MemorySegment value) {
        try {
            final int result =
                    (int)
                            SETSOCKOPT.invokeExact(
                                    errno,
                                    fd,
                                    level,
                                    name,
                                    value.address(),
                                    (int) value.byteSize());
            return result < 0 ? -errno.get(JAVA_INT, 0) : 0;
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** What is sent goes out by this interface only; 0 or the negative error number. */
    int bindTo(final String networkInterface) {
        final byte[] name = (networkInterface + '\0').getBytes(StandardCharsets.UTF_8);
        final MemorySegment value = allocate(name.length);
        MemorySegment.copy(name, 0, value, JAVA_BYTE, 0, name.length);
        return option(SOL_SOCKET, BIND_TO_DEVICE, value);
    }

    /** Whether an interface is up and has a carrier; false, too, when there is none of this name. */
    boolean hasCarrier(final byte[] interfaceName) {
        interfaceRequest.fill((byte) 0);
        MemorySegment.copy(interfaceName, 0, interfaceRequest, JAVA_BYTE, 0, interfaceName.length);
        try {
            final int result =
                    (int)
                            IOCTL.invokeExact(
                                    errno, fd, GET_INTERFACE_FLAGS, interfaceRequest.address());
            final int flags = interfaceRequest.get(ValueLayout.JAVA_SHORT, FLAGS_AT);
            return result >= 0 && (flags & UP_AND_RUNNING) == UP_AND_RUNNING;
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** Bytes sent, or the negative error number. */
    int send(final MemorySegment message, final MemorySegment address) {
        try {
            final long sent =
                    (long)
                            SENDTO.invokeExact(
                                    errno,
                                    fd,
                                    message.address(),
                                    message.byteSize(),
                                    0,
                                    address.address(),
                                    (int) address.byteSize());
            return sent < 0 ? -errno.get(JAVA_INT, 0) : (int) sent;
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** Bytes received, or the negative error number when there is nothing. */
    int receive(final MemorySegment into) {
        try {
            final long received =
                    (long) RECV.invokeExact(errno, fd, into.address(), into.byteSize(), 0);
            return received < 0 ? -errno.get(JAVA_INT, 0) : (int) received;
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public void close() {
        try {
            final int ignored = (int) CLOSE.invokeExact(fd);
            assert ignored <= 0;
        } catch (final Throwable t) {
            throw unexpected(t);
        }
        arena.close();
    }

    private static IllegalStateException unexpected(final Throwable t) {
        return new IllegalStateException("a system call could not be made", t);
    }
}
