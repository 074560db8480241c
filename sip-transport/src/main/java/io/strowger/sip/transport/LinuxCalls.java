// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Linux system calls that {@code java.nio} does not offer. Every call answers what the system
 * answers, or the negative error number: an error of the network is a value here.
 *
 * <p>Pointers travel as {@code long}, so that a call allocates nothing. One instance belongs to one
 * thread, because it holds the place where the error number is captured; {@link #signal} alone may
 * be called from any thread.
 */
final class LinuxCalls implements AutoCloseable {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    private static final MethodHandle SOCKET =
            captured("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND =
            captured("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CONNECT =
            captured("connect", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKNAME =
            captured("getsockname", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SETSOCKOPT =
            captured("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            captured("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    // Capturing the error number costs an object per call (JDK 25), so what is called all the time
    // is called without, and once more with it when it fails.
    private static final MethodHandle RECVMMSG =
            plain("recvmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle RECVMMSG_AGAIN =
            captured("recvmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle SENDMMSG =
            plain("sendmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle SENDMMSG_AGAIN =
            captured("sendmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle RECVMSG =
            captured("recvmsg", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle EPOLL_CREATE1 = captured("epoll_create1", JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CTL =
            captured("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final @Nullable MethodHandle EPOLL_PWAIT2 = epollNanosecondWait(false);
    private static final @Nullable MethodHandle EPOLL_PWAIT2_AGAIN = epollNanosecondWait(true);
    private static final MethodHandle EPOLL_WAIT =
            captured("epoll_wait", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENTFD = captured("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle WRITE =
            plain("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle NANOSLEEP =
            plain("nanosleep", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle PRCTL = plain("prctl", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle CLOSE = plain("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle CALLOC = plain("calloc", JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle FREE =
            LINKER.downcallHandle(
                    LIBC.find("free").orElseThrow(), FunctionDescriptor.ofVoid(JAVA_LONG));

    private static final long ERRNO_BYTES = 64;
    private static final int DATAGRAM_SOCKET = 2;
    private static final int DO_NOT_WAIT = 0x40;
    private static final int WOULD_BLOCK = -11;
    private static final int PR_SET_TIMERSLACK = 29;

    private final long block = allocate(ERRNO_BYTES);
    private final MemorySegment errno = MemorySegment.ofAddress(block).reinterpret(ERRNO_BYTES);

    private static @Nullable MethodHandle epollNanosecondWait(final boolean captured) {
        final String name = "epoll_pwait2";
        final MemoryLayout[] arguments = {JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG};
        if (LIBC.find(name).isEmpty()) {
            return null;
        }
        return captured ? captured(name, JAVA_INT, arguments) : plain(name, JAVA_INT, arguments);
    }

    private static MethodHandle captured(
            final String name, final MemoryLayout result, final MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LIBC.find(name).orElseThrow(), FunctionDescriptor.of(result, arguments), ERRNO);
    }

    private static MethodHandle plain(
            final String name, final MemoryLayout result, final MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LIBC.find(name).orElseThrow(), FunctionDescriptor.of(result, arguments));
    }

    /** Whether this system is a Linux that really carries out the calls (a sandbox may not). */
    static boolean isSupported() {
        if (!"Linux".equals(System.getProperty("os.name"))) {
            return false;
        }
        try (LinuxCalls calls = new LinuxCalls()) {
            return calls.areAnswered();
        } catch (final LinkageError | RuntimeException unusable) {
            return false;
        }
    }

    private boolean areAnswered() {
        final int fd = socket(SocketAddresses.FAMILY_V4, DATAGRAM_SOCKET);
        final int epoll = epollCreate(0);
        final int event = eventDescriptor(0, 0);
        final boolean answered =
                fd >= 0
                        && epoll >= 0
                        && event >= 0
                        && receiveManyAgain(fd, block, 1, DO_NOT_WAIT) == WOULD_BLOCK
                        && sendManyAgain(fd, block, 0, DO_NOT_WAIT) == 0;
        for (final int opened : new int[] {fd, epoll, event}) {
            if (opened >= 0) {
                closeDescriptor(opened);
            }
        }
        return answered;
    }

    int socket(final int domain, final int type) {
        try {
            return outcome((int) SOCKET.invokeExact(errno, domain, type, 0));
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    int bind(final int fd, final long address, final int length) {
        try {
            return outcome((int) BIND.invokeExact(errno, fd, address, length));
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    int connect(final int fd, final long address, final int length) {
        try {
            return outcome((int) CONNECT.invokeExact(errno, fd, address, length));
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    int socketName(final int fd, final long address, final long length) {
        try {
            return outcome((int) GETSOCKNAME.invokeExact(errno, fd, address, length));
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    int setOption(
            final int fd, final int level, final int name, final long value, final int length) {
        try {
            return outcome((int) SETSOCKOPT.invokeExact(errno, fd, level, name, value, length));
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    int getOption(
            final int fd, final int level, final int name, final long value, final long length) {
        try {
            return outcome((int) GETSOCKOPT.invokeExact(errno, fd, level, name, value, length));
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code recvmmsg}: number of datagrams; negative when there are none, or an error waits. */
    int receiveMany(final int fd, final long headers, final int count, final int flags) {
        try {
            return (int) RECVMMSG.invokeExact(fd, headers, count, flags, 0L);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code recvmmsg}: number of datagrams, or the negative error number. */
    int receiveManyAgain(final int fd, final long headers, final int count, final int flags) {
        try {
            return outcome((int) RECVMMSG_AGAIN.invokeExact(errno, fd, headers, count, flags, 0L));
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code sendmmsg}: number of datagrams taken; negative when none was, or an error waits. */
    int sendMany(final int fd, final long headers, final int count, final int flags) {
        try {
            return (int) SENDMMSG.invokeExact(fd, headers, count, flags);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code sendmmsg}: number of datagrams taken, or the negative error number. */
    int sendManyAgain(final int fd, final long headers, final int count, final int flags) {
        try {
            return outcome((int) SENDMMSG_AGAIN.invokeExact(errno, fd, headers, count, flags));
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    long receive(final int fd, final long header, final int flags) {
        try {
            final long result = (long) RECVMSG.invokeExact(errno, fd, header, flags);
            return result >= 0 ? result : -errno.get(JAVA_INT, 0);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    int epollCreate(final int flags) {
        try {
            return outcome((int) EPOLL_CREATE1.invokeExact(errno, flags));
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    int epollControl(final int epoll, final int operation, final int fd, final long event) {
        try {
            return outcome((int) EPOLL_CTL.invokeExact(errno, epoll, operation, fd, event));
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code nanosleep}: an early end by a signal does no harm. */
    void pause(final long timespec) {
        try {
            final int _ = (int) NANOSLEEP.invokeExact(timespec, 0L);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** How late the system may end a wait of the calling thread, in nanoseconds. */
    void setTimerSlack(final long nanos) {
        try {
            final int _ = (int) PRCTL.invokeExact(PR_SET_TIMERSLACK, nanos);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** Whether {@link #epollWait} knows nanoseconds (Linux 5.11 and glibc 2.35 or newer). */
    static boolean hasNanosecondWait() {
        return EPOLL_PWAIT2 != null;
    }

    /**
     * {@code epoll_pwait2}: number of events; {@code timeout} points to a {@code timespec}. Waits
     * anew after a signal.
     */
    int epollWait(final int epoll, final long events, final int count, final long timeout) {
        try {
            final int ready =
                    (int)
                            Objects.requireNonNull(EPOLL_PWAIT2)
                                    .invokeExact(epoll, events, count, timeout, 0L);
            return ready >= 0
                    ? ready
                    : outcome(
                            (int)
                                    Objects.requireNonNull(EPOLL_PWAIT2_AGAIN)
                                            .invokeExact(errno, epoll, events, count, timeout, 0L));
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code epoll_wait} for systems without the nanosecond form. */
    int epollWaitMillis(final int epoll, final long events, final int count, final int millis) {
        try {
            return outcome((int) EPOLL_WAIT.invokeExact(errno, epoll, events, count, millis));
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    int eventDescriptor(final int initial, final int flags) {
        try {
            return outcome((int) EVENTFD.invokeExact(errno, initial, flags));
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** Writes to an event descriptor; any thread, the outcome does not matter. */
    static void signal(final int fd, final long value) {
        try {
            final long _ = (long) WRITE.invokeExact(fd, value, (long) Long.BYTES);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    static void closeDescriptor(final int fd) {
        try {
            final int _ = (int) CLOSE.invokeExact(fd);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** Zeroed memory whose pages cost nothing until they are touched. */
    static long allocate(final long bytes) {
        final long address;
        try {
            address = (long) CALLOC.invokeExact(1L, bytes);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
        if (address == 0) {
            throw new OutOfMemoryError("no native memory for " + bytes + " bytes");
        }
        return address;
    }

    static void free(final long address) {
        try {
            FREE.invokeExact(address);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public void close() {
        free(block);
    }

    private int outcome(final int result) {
        return result >= 0 ? result : -errno.get(JAVA_INT, 0);
    }

    private static RuntimeException unexpected(final Throwable t) {
        return new IllegalStateException("a foreign call failed before it reached the system", t);
    }
}
