// SPDX-License-Identifier: Apache-2.0
package io.strowger.doorbell;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The calls of Linux for named pipes that {@code java.nio} does not have. What went wrong is not told apart: a ring that is lost
 * costs the time until the next look. Any thread.
 */
final class PipeCalls {
    static final int READ_AND_WRITE = 2;
    static final int WRITE_ONLY = 1;

    private static final int NON_BLOCKING_CLOSED_ON_EXEC = 0x800 | 0x8_0000;
    private static final int OWNER_ONLY = 0600;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MKFIFO = function("mkfifo", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle OPEN =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("open"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle READ =
            function("read", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle WRITE =
            function("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle PPOLL =
            function("ppoll", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);
    private static final long ONE_BYTE = Arena.global().allocate(1).address();

    private PipeCalls() {}

    private static MethodHandle function(
            final String name, final MemoryLayout result, final MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    /** Makes a pipe, unless there is one. */
    static void make(final Path path) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment name = arena.allocateFrom(path.toString());
            final int _ = (int) MKFIFO.invokeExact(name.address(), OWNER_ONLY);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** A descriptor that never blocks; negative when there is no such pipe, or nobody reads what is to be written only. */
    static int open(final Path path, final int mode) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment name = arena.allocateFrom(path.toString());
            return (int) OPEN.invokeExact(name.address(), mode | NON_BLOCKING_CLOSED_ON_EXEC);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** The number of bytes, not positive when there was nothing. */
    static long read(final int descriptor, final long address, final int length) {
        try {
            return (long) READ.invokeExact(descriptor, address, (long) length);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** Writes a byte. False when the pipe is full or nobody reads it. */
    static boolean write(final int descriptor) {
        try {
            return (long) WRITE.invokeExact(descriptor, ONE_BYTE, 1L) == 1;
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    /** Waits, as ppoll(2) does for one descriptor. */
    static boolean await(final long pollAddress, final long timeAddress) {
        try {
            return (int) PPOLL.invokeExact(pollAddress, 1L, timeAddress, 0L) > 0;
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    static void close(final int descriptor) {
        try {
            final int _ = (int) CLOSE.invokeExact(descriptor);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    private static RuntimeException unexpected(final Throwable t) {
        return new IllegalStateException("a foreign call failed before it reached the system", t);
    }
}
