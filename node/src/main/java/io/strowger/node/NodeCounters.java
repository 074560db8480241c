// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.sip.message.Malformation;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/** What a cluster node counts beside its modules; written by the signaling thread only. */
public final class NodeCounters {
    final AtomicCounter received;
    final AtomicCounter turns;
    final AtomicCounter faults;
    private final AtomicCounter[] malformed = new AtomicCounter[Malformation.values().length];
    private final AtomicCounter[] requests;

    private NodeCounters(final CountersManager counters) {
        received = counters.newCounter("strowger_node_messages_total");
        turns = counters.newCounter("strowger_node_turns_total");
        faults = counters.newCounter("strowger_node_faults_total");
        for (final Malformation defect : Malformation.values()) {
            malformed[defect.ordinal()] =
                    counters.newCounter(
                            "strowger_node_malformed_total{defect=\"" + defect.name() + "\"}");
        }
        final Outcome[] outcomes = Outcome.values();
        requests = new AtomicCounter[outcomes.length];
        for (final Outcome outcome : outcomes) {
            requests[outcome.ordinal()] =
                    counters.newCounter(
                            "strowger_node_requests_total{outcome=\""
                                    + outcome.name().toLowerCase(java.util.Locale.ROOT)
                                    + "\"}");
        }
    }

    /** What became of a request. */
    enum Outcome {
        FORWARDED,
        REDIRECTED,
        REGISTER,
        OPTIONS,
        CHALLENGED,
        REJECTED
    }

    public static NodeCounters allocate(final CountersManager counters) {
        return new NodeCounters(counters);
    }

    void malformed(final Malformation defect) {
        malformed[defect.ordinal()].incrementRelease();
    }

    void request(final Outcome outcome) {
        requests[outcome.ordinal()].incrementRelease();
    }
}
