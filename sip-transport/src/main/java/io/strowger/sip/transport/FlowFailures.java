// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.sip.message.Flow;
import java.util.ArrayDeque;

/**
 * Failures noticed while sending, kept until the next duty cycle: a caller of {@code send} is never
 * called back from within its own call. Bounded; beyond the limit a failure is only counted, and the
 * transaction timers find out.
 */
final class FlowFailures {
    static final int LIMIT = 1_024;

    private final ArrayDeque<Flow> waiting = new ArrayDeque<>();
    private final TransportCounters counters;

    FlowFailures(final TransportCounters counters) {
        this.counters = counters;
    }

    void add(final Flow flow) {
        if (flow.isReliable()) {
            counters.flowsFailed().incrementRelease();
        } else {
            counters.unreachable().incrementRelease();
        }
        if (waiting.size() < LIMIT) {
            waiting.add(flow);
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Reports what is waiting now, not what the reports bring about. */
    int report(final MessageReceiver receiver, final long nowNanos) {
        final int count = waiting.size();
        for (int i = 0; i < count; i++) {
            final Flow flow = waiting.remove();
            if (flow.isReliable()) {
                receiver.onFlowFailed(flow, nowNanos);
            } else {
                receiver.onUnreachable(flow, nowNanos);
            }
        }
        return count;
    }
}
