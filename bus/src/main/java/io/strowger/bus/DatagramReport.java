// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import io.strowger.cluster.transport.ClusterSockets;
import io.strowger.cluster.transport.OpenOutcome;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/** Counts what became of datagrams, and says what an operator should look into. The bus thread only. */
final class DatagramReport implements ClusterSockets.Listener {
    private final BusFaults faults;
    private final Map<OpenOutcome, AtomicCounter> counters = new EnumMap<>(OpenOutcome.class);

    DatagramReport(final BusFaults faults, final CountersManager manager) {
        this.faults = faults;
        for (final OpenOutcome outcome : OpenOutcome.values()) {
            counters.put(
                    outcome,
                    manager.newCounter(
                            "strowger_bus_datagrams_"
                                    + outcome.name().toLowerCase(Locale.ROOT)
                                    + "_total"));
        }
    }

    @Override
    public void onFault(final String line) {
        faults.report(line);
    }

    @Override
    public void onOutcome(final OpenOutcome outcome) {
        final AtomicCounter counter = counters.get(outcome);
        if (counter != null) {
            counter.incrementRelease();
        }
    }
}
