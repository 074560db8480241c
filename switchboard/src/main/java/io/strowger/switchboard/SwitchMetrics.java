// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.ping.OutsideView;
import io.strowger.switching.NodeStatus;
import io.strowger.switching.Switch;
import io.strowger.switching.SwitchCounter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/** The switch as Prometheus sees it; brought up to date some times a second. The thread of the switch. */
final class SwitchMetrics {
    /** Series of one node. */
    static final int OF_NODE = 3 + NodeStatus.values().length;

    private final CountersManager counters;
    private final List<AtomicCounter> counted = new ArrayList<>();
    private final AtomicCounter active;
    private final AtomicCounter term;
    private final AtomicCounter tableInStep;
    private final AtomicCounter tableFollowed;
    private final AtomicCounter kept;
    private final AtomicCounter connections;
    private final AtomicCounter outside;
    private final AtomicCounter givenAway;
    private final Map<String, AtomicCounter[]> gateways = new HashMap<>();
    private final Map<Long, AtomicCounter[]> nodes = new HashMap<>();

    SwitchMetrics(final CountersManager counters) {
        this.counters = counters;
        for (final SwitchCounter each : SwitchCounter.values()) {
            counted.add(
                    counters.newCounter(
                            "strowger_switch_" + each.name().toLowerCase(Locale.ROOT) + "_total"));
        }
        active = counters.newCounter("strowger_switch_active");
        term = counters.newCounter("strowger_switch_term");
        tableInStep = counters.newCounter("strowger_switch_table_in_step");
        tableFollowed = counters.newCounter("strowger_switch_table_followed");
        kept = counters.newCounter("strowger_switch_kept_requests");
        connections = counters.newCounter("strowger_switch_connections");
        outside = counters.newCounter("strowger_switch_outside");
        givenAway = counters.newCounter("strowger_switch_given_away_total");
    }

    void update(final Switch subject, final SwitchFigures figures) {
        for (final SwitchCounter each : SwitchCounter.values()) {
            counted.get(each.ordinal()).setRelease(subject.get(each));
        }
        active.setRelease(figures.active() ? 1 : 0);
        term.setRelease(figures.term());
        tableInStep.setRelease(figures.table() == TableState.IN_STEP ? 1 : 0);
        tableFollowed.setRelease(figures.table() == TableState.FOLLOWED ? 1 : 0);
        kept.setRelease(figures.kept());
        connections.setRelease(figures.connections());
        outside.setRelease(figures.outside().sight());
        givenAway.setRelease(figures.givenAway());
        for (final OutsideView.Gateway gateway : figures.outside().gateways()) {
            final AtomicCounter[] series =
                    gateways.computeIfAbsent(gateway.address(), this::ofGateway);
            series[0].setRelease(gateway.seen() ? 1 : 0);
            series[1].setRelease(gateway.defaultRoute() ? 1 : 0);
        }
        for (final NodeFigures node : figures.nodes()) {
            update(nodes.computeIfAbsent(node.id(), id -> ofNode(Long.toHexString(id))), node);
        }
    }

    private AtomicCounter[] ofGateway(final String address) {
        final String label = "{gateway=\"" + address + "\"}";
        return new AtomicCounter[] {
            counters.newCounter("strowger_switch_gateway_seen" + label),
            counters.newCounter("strowger_switch_gateway_default_route" + label)
        };
    }

    /** One series for each status, of which one is 1. */
    private AtomicCounter[] ofNode(final String name) {
        final NodeStatus[] statuses = NodeStatus.values();
        final AtomicCounter[] series = new AtomicCounter[OF_NODE];
        series[0] = counters.newCounter("strowger_switch_node_open{node=\"" + name + "\"}");
        series[1] = counters.newCounter("strowger_switch_node_connections{node=\"" + name + "\"}");
        series[2] =
                counters.newCounter("strowger_switch_node_response_micros{node=\"" + name + "\"}");
        for (final NodeStatus status : statuses) {
            series[3 + status.ordinal()] =
                    counters.newCounter(
                            "strowger_switch_node_status{node=\""
                                    + name
                                    + "\",status=\""
                                    + status.name().toLowerCase(Locale.ROOT)
                                    + "\"}");
        }
        return series;
    }

    private static void update(final AtomicCounter[] series, final NodeFigures node) {
        series[0].setRelease(node.open());
        series[1].setRelease(node.connections());
        series[2].setRelease(node.responseMicros());
        for (final NodeStatus status : NodeStatus.values()) {
            series[3 + status.ordinal()].setRelease(status == node.status() ? 1 : 0);
        }
    }
}
