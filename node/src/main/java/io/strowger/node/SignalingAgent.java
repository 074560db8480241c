// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.location.LocationReader;
import io.strowger.location.client.LocationUpdates;
import io.strowger.location.client.UpdateOutcomeListener;
import io.strowger.proxy.Proxy;
import io.strowger.registrar.Registrar;
import io.strowger.sip.transaction.TimerWheel;
import io.strowger.sip.transaction.TransactionLayer;
import io.strowger.sip.transport.Transports;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;

/**
 * The signaling thread: one turn after another takes what the transports have, what the location
 * server has answered and what the timers say, and sends what came of it. It owns all SIP state.
 */
final class SignalingAgent implements Runnable {
    private static final System.Logger LOG = System.getLogger("strowger.node");
    private static final int MAX_TIMERS = 1_000;
    private static final long LONGEST_WAIT_NANOS = NodeClock.millis(100);

    private final Transports transports;
    private final TransactionLayer transactions;
    private final TimerWheel proxyTimers;
    private final LocationUpdates updates;
    private final UpdateOutcomeListener outcomes;
    private final NodeResolver resolver;
    private final LongConsumer lookedUp;
    private final LocationReader reader;
    private final NodeClock clock;
    private final NodeCounters counters;
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean running = true;
    private volatile boolean draining;
    private boolean drains;

    SignalingAgent(final Transports transports, final Signaling parts) {
        this.transports = transports;
        transactions = parts.transactions();
        proxyTimers = parts.proxyTimers();
        updates = parts.updates();
        reader = parts.reader();
        clock = parts.clock();
        resolver = parts.resolver();
        final Proxy proxy = parts.proxy();
        lookedUp = number -> proxy.onLookedUp(number, clock.nowNanos());
        final Registrar registrar = parts.registrar();
        outcomes =
                (correlationId, outcome, level) ->
                        registrar.onOutcome(
                                correlationId,
                                outcome,
                                reader,
                                clock.nowNanos(),
                                clock.nowMillis());
        counters = parts.counters();
    }

    @Override
    public void run() {
        try {
            while (running) {
                turnSafely();
                transports.await(waitNanos(clock.nowNanos()));
            }
        } finally {
            ended.countDown();
        }
    }

    /** A fault of ours in one message must not end the service for all others. */
    private void turnSafely() {
        try {
            turn();
        } catch (final RuntimeException fault) {
            counters.faults.incrementRelease();
            LOG.log(System.Logger.Level.ERROR, "fault in a signaling turn", fault);
        }
    }

    private void turn() {
        clock.read();
        final long now = clock.nowNanos();
        if (draining && !drains) {
            drains = true;
            if (!transports.drain()) {
                transactions.drain();
            }
        }
        try {
            for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
                order.run();
            }
            transports.doWork(now);
            updates.poll(outcomes, now);
            resolver.poll(lookedUp);
            transactions.doTimers(now);
            proxyTimers.expire(now, MAX_TIMERS);
        } finally {
            reader.release();
            transports.flush();
        }
        counters.turns.incrementRelease();
    }

    private long waitNanos(final long now) {
        final long deadline =
                Math.min(
                        Math.min(transactions.nextDeadlineNanos(), proxyTimers.nextDeadlineNanos()),
                        updates.nextDeadlineNanos());
        return deadline == Long.MAX_VALUE
                ? LONGEST_WAIT_NANOS
                : Math.clamp(deadline - now, 0, LONGEST_WAIT_NANOS);
    }

    /** Has something done by this thread, in its next turn. Any thread. */
    void order(final Runnable order) {
        orders.add(order);
        transports.wakeUp();
    }

    /** New calls go to others, or are refused, from now on; what is in progress goes on. Any thread. */
    void drain() {
        draining = true;
        transports.wakeUp();
    }

    /** Ends the thread after its turn and waits for it. Any other thread. */
    void stop() {
        running = false;
        transports.wakeUp();
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (final InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
