// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.doorbell.Doorbell;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Poller} by {@code epoll}, edge-triggered: a socket that was emptied costs nothing in the
 * next wait, and the event descriptor for wake-ups is never read.
 */
final class EpollPoller implements Poller {
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int NON_BLOCKING = 0x800;
    private static final int ADD = 1;
    private static final int IN = 1;
    private static final int ERROR = 8;
    private static final int EDGE_TRIGGERED = 1 << 31;
    private static final int MAX_EVENTS = TransportConfig.MAX_LISTEN_POINTS + 2;
    private static final long WAKE_UP = -1;
    private static final long BELL = -2;
    private static final int NOT_IMPLEMENTED = -38;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** The system's usual slack of 50 µs would double a pause. */
    private static final long TIMER_SLACK_NANOS = 1_000;

    // struct epoll_event is packed on x86-64 only.
    private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));
    private static final int EVENT_BYTES = PACKED ? 12 : 16;
    private static final int USER_VALUE = PACKED ? 4 : 8;

    private static final int TIMEOUT = 0;
    private static final int ONE = 16;
    private static final int EVENTS = 24;

    private final LinuxCalls calls;
    private final NativeMemory memory = new NativeMemory(EVENTS + MAX_EVENTS * EVENT_BYTES);
    private final WakeUpPermit permit = new WakeUpPermit();
    private final List<LinuxUdpSocket> sockets = new ArrayList<>();
    private final int epoll;
    private final int wakeUps;
    private final AtomicInteger signalling = new AtomicInteger();
    private boolean knowsNanoseconds = LinuxCalls.hasNanosecondWait();
    private boolean pausesExactly;
    private @Nullable Doorbell bell;
    private volatile boolean closed;

    EpollPoller(final LinuxCalls calls) {
        this.calls = calls;
        memory.buffer().putLong(ONE, 1);
        epoll = check(calls.epollCreate(CLOSE_ON_EXEC));
        wakeUps = check(calls.eventDescriptor(0, CLOSE_ON_EXEC | NON_BLOCKING));
        register(wakeUps, WAKE_UP, IN | EDGE_TRIGGERED);
    }

    void add(final LinuxUdpSocket socket) {
        register(socket.descriptor(), sockets.size(), IN | EDGE_TRIGGERED);
        sockets.add(socket);
    }

    private void register(final int fd, final long userValue, final int events) {
        final UnsafeBuffer buffer = memory.buffer();
        buffer.putInt(EVENTS, events);
        buffer.putLong(EVENTS + USER_VALUE, userValue);
        check(calls.epollControl(epoll, ADD, fd, memory.address() + EVENTS));
    }

    private static int check(final int outcome) {
        if (outcome < 0) {
            throw new IllegalStateException("epoll: system error " + -outcome);
        }
        return outcome;
    }

    @Override
    public void await(final long maxNanos) {
        final boolean waits = maxNanos > 0 && !hasInput() && permit.beginWait();
        final int count = waits ? waitFor(maxNanos) : waitFor(0);
        if (waits) {
            permit.endWait();
        }
        for (int i = 0; i < count; i++) {
            onEvent(EVENTS + i * EVENT_BYTES);
        }
    }

    @Override
    public void gather(final long nanos) {
        if (!pausesExactly) {
            pausesExactly = true;
            calls.setTimerSlack(TIMER_SLACK_NANOS);
        }
        memory.buffer().putLong(TIMEOUT, 0);
        memory.buffer().putLong(TIMEOUT + Long.BYTES, nanos);
        calls.pause(memory.address() + TIMEOUT);
        for (int i = 0; i < sockets.size(); i++) {
            sockets.get(i).onReady(false);
        }
    }

    private boolean hasInput() {
        for (int i = 0; i < sockets.size(); i++) {
            if (sockets.get(i).hasInput()) {
                return true;
            }
        }
        return false;
    }

    /** An interrupted wait is an early end; the caller comes again. */
    private int waitFor(final long nanos) {
        final long events = memory.address() + EVENTS;
        if (knowsNanoseconds) {
            memory.buffer().putLong(TIMEOUT, nanos / NANOS_PER_SECOND);
            memory.buffer().putLong(TIMEOUT + Long.BYTES, nanos % NANOS_PER_SECOND);
            final int count =
                    calls.epollWait(epoll, events, MAX_EVENTS, memory.address() + TIMEOUT);
            if (count != NOT_IMPLEMENTED) {
                return count;
            }
            knowsNanoseconds = false;
        }
        final long millis = (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
        return calls.epollWaitMillis(
                epoll, events, MAX_EVENTS, (int) Math.min(millis, Integer.MAX_VALUE));
    }

    private void onEvent(final int event) {
        final long userValue = memory.buffer().getLong(event + USER_VALUE);
        if (userValue == BELL && bell != null) {
            bell.hush();
        } else if (userValue >= 0) {
            final boolean withError = (memory.buffer().getInt(event) & ERROR) != 0;
            sockets.get((int) userValue).onReady(withError);
        }
    }

    @Override
    public void wakeUp() {
        if (permit.give()) {
            signalling.incrementAndGet();
            if (!closed) {
                LinuxCalls.signal(wakeUps, memory.address() + ONE);
            }
            signalling.decrementAndGet();
        }
    }

    /** Not edge-triggered: the bell is read once for each time that it ends a wait. */
    @Override
    public boolean hear(final Doorbell rung) {
        if (bell != null) {
            throw new IllegalStateException("there is a bell already");
        }
        bell = rung;
        register(rung.descriptor(), BELL, IN);
        return true;
    }

    @Override
    public void close() {
        // A late signal must not go to a descriptor that has become something else.
        closed = true;
        while (signalling.get() != 0) {
            Thread.onSpinWait();
        }
        LinuxCalls.closeDescriptor(epoll);
        LinuxCalls.closeDescriptor(wakeUps);
        memory.close();
    }
}
