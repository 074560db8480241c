// SPDX-License-Identifier: Apache-2.0
package io.strowger.doorbell;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A bell at which other processes of this host ring ({@link BellPull}): a named pipe, a byte for each ring. To ring costs a third of a
 * datagram on loopback. One thread sleeps here, or in an {@code epoll} that has the {@link #descriptor}; only {@link #wake} is for any
 * thread.
 */
public final class Doorbell implements AutoCloseable {
    private static final short INPUT = 1;
    private static final int EVENTS = 4;
    private static final int TIME = 8;
    private static final int BYTES = 24;
    private static final int LENGTH = 64;
    private static final boolean IS_LINUX = "Linux".equals(System.getProperty("os.name"));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate(BYTES + LENGTH, Long.BYTES);
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicInteger waking = new AtomicInteger();
    private final int descriptor;
    private volatile boolean closed;

    private Doorbell(final int descriptor) {
        this.descriptor = descriptor;
        memory.set(JAVA_INT, 0, descriptor);
        memory.set(JAVA_SHORT, EVENTS, INPUT);
        hush();
    }

    /**
     * Hangs a bell; the pipe is made if it is not there, and stays when the bell is closed.
     *
     * @param path in a directory of this user alone; nobody else hangs one there at the same time
     * @return null when this system has no such pipes, or something else is there
     */
    public static @Nullable Doorbell hang(final Path path) {
        if (!IS_LINUX) {
            return null;
        }
        PipeCalls.make(path);
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        // With a writer of its own it is never at its end, which a reader would be told again and
        // again.
        final int descriptor = PipeCalls.open(path, PipeCalls.READ_AND_WRITE);
        return descriptor < 0 ? null : new Doorbell(descriptor);
    }

    /** To wait for, by level: readable when somebody has rung. {@link #hush} then. */
    public int descriptor() {
        return descriptor;
    }

    /** Sleeps until somebody rings, {@link #wake} is called, or the time is over; may end early. */
    public void await(final long nanos) {
        if (!woken.get()) {
            final long second = TimeUnit.SECONDS.toNanos(1);
            memory.set(JAVA_LONG, TIME, nanos / second);
            memory.set(JAVA_LONG, TIME + Long.BYTES, nanos % second);
            if (PipeCalls.await(memory.address(), memory.address() + TIME)) {
                hush();
            }
        }
        woken.set(false);
    }

    /** Takes note of what has been rung. */
    public void hush() {
        final long _ = PipeCalls.read(descriptor, memory.address() + BYTES, LENGTH);
    }

    /** Ends the present {@link #await}, or the next one. Any thread. */
    public void wake() {
        if (woken.getAndSet(true)) {
            return;
        }
        waking.incrementAndGet();
        if (!closed) {
            final boolean _ = PipeCalls.write(descriptor);
        }
        waking.decrementAndGet();
    }

    /** Not while its thread sleeps. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        // A late wake is not to write to a descriptor that has become something else.
        closed = true;
        while (waking.get() != 0) {
            Thread.onSpinWait();
        }
        PipeCalls.close(descriptor);
        arena.close();
    }
}
