// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.strowger.doorbell.Doorbell;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/** How long a process that uses shared memory may sleep, and how it and the others are woken. One thread. */
final class SharedMemoryWait implements AutoCloseable {
    /** What comes wakes nobody who has no doorbell, and that there is room again rings for nobody. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A ring may be lost, and what the driver does by the clock rings for nobody. */
    private static final long RUNG_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final @Nullable Doorbells bells;
    private final List<Subscription> heard = new ArrayList<>();
    private final ControlledFragmentHandler look =
            (_, _, _, _) -> {
                hasInput = true;
                return ControlledFragmentHandler.Action.ABORT;
            };
    private boolean hasInput;
    private boolean isUsed;
    private boolean lacksRoom;
    private boolean isRung;

    /**
     * @param bells null when nobody can ring
     */
    SharedMemoryWait(final @Nullable Doorbells bells) {
        this.bells = bells;
    }

    /** Something is sent or received by shared memory. */
    void use() {
        isUsed = true;
    }

    /** What comes here is to end a sleep. */
    void hear(final Subscription subscription) {
        heard.removeIf(Subscription::isClosed);
        heard.add(subscription);
    }

    /** Under which id others ring. */
    void name(final long id) {
        if (bells != null) {
            bells.name(id);
        }
    }

    /** Something was sent to a process. */
    void sentTo(final long id) {
        if (bells != null) {
            bells.ring(id);
        }
    }

    /** Something was sent to all. */
    void sentToAll() {
        if (bells != null) {
            bells.ringAll();
        }
    }

    /** Something waits until the driver says that there is room. */
    void lacksRoom() {
        lacksRoom = true;
        if (bells != null) {
            bells.ringDriver();
        }
    }

    /** Whether others can ring at all. */
    boolean hasBells() {
        return bells != null;
    }

    /** The pipe at which others ring; null when they cannot. */
    @Nullable Doorbell bell() {
        return bells == null ? null : bells.bell();
    }

    /** The time to sleep at most, once it was begun. */
    long most(final long nanos) {
        if (!isUsed) {
            return nanos;
        }
        return Math.min(nanos, isRung && !lacksRoom ? RUNG_NANOS : LOOK_NANOS);
    }

    /**
     * Says that this process goes to sleep.
     *
     * @param way how it is woken: a port of loopback, or {@link Doorbells#PIPE}; 0 when nobody can
     * @return false when something has come, and it is not to sleep
     */
    boolean begin(final int way) {
        isRung = bells != null && bells.hasPlace() && way != 0;
        if (bells == null || !isRung) {
            return true;
        }
        bells.arm(way);
        if (hasInput()) {
            bells.disarm();
            return false;
        }
        return true;
    }

    private boolean hasInput() {
        hasInput = false;
        for (int i = 0; i < heard.size() && !hasInput; i++) {
            final Subscription subscription = heard.get(i);
            for (int k = 0; k < subscription.imageCount() && !hasInput; k++) {
                final Image image = subscription.imageAtIndex(k);
                final long position = image.position();
                final long seen = image.controlledPeek(position, look, Long.MAX_VALUE);
                hasInput |= seen != position;
            }
        }
        return hasInput;
    }

    /** The sleep is over. */
    void end() {
        lacksRoom = false;
        if (bells != null && isRung) {
            bells.disarm();
        }
    }

    @Override
    public void close() {
        CloseHelper.quietClose(bells);
    }
}
