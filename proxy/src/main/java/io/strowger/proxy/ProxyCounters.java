// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/** What the proxy counts; written by the signaling thread only. */
public final class ProxyCounters {
    final AtomicCounter forwarded;
    final AtomicCounter branches;
    final AtomicCounter answered;
    final AtomicCounter loops;
    final AtomicCounter cancelled;
    final AtomicCounter cancelsForwarded;
    final AtomicCounter parked;
    final AtomicCounter timerC;
    final AtomicCounter stateless;
    final AtomicCounter dropped;

    private ProxyCounters(final CountersManager counters) {
        forwarded = counters.newCounter("strowger_proxy_requests_total{outcome=\"forwarded\"}");
        loops = counters.newCounter("strowger_proxy_requests_total{outcome=\"loop\"}");
        branches = counters.newCounter("strowger_proxy_branches_total");
        answered = counters.newCounter("strowger_proxy_own_responses_total");
        cancelled = counters.newCounter("strowger_proxy_cancels_total");
        cancelsForwarded = counters.newCounter("strowger_proxy_cancels_forwarded_total");
        parked = counters.newCounter("strowger_proxy_branches_parked_total");
        timerC = counters.newCounter("strowger_proxy_timer_c_total");
        stateless = counters.newCounter("strowger_proxy_stateless_total{outcome=\"forwarded\"}");
        dropped = counters.newCounter("strowger_proxy_stateless_total{outcome=\"dropped\"}");
    }

    public static ProxyCounters allocate(final CountersManager counters) {
        return new ProxyCounters(counters);
    }
}
