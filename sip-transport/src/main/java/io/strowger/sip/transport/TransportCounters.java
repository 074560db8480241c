// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/**
 * What the transports count. The label of each counter is its Prometheus series. Counters of {@link
 * Udp} are written by the signaling thread, those of {@link Tcp} by the connection thread.
 */
public final class TransportCounters {
    private static final int TYPE_ID = 2_100;

    private final Udp udp;
    private final Tcp tcp;
    private final AtomicCounter unreachable;
    private final AtomicCounter flowsFailed;
    private final AtomicCounter streamUnsent;

    private TransportCounters(final CountersManager manager) {
        udp = new Udp(manager);
        tcp = new Tcp(manager);
        unreachable = counter(manager, "unreachable_total");
        flowsFailed = counter(manager, "flows_failed_total");
        streamUnsent = counter(manager, "stream_messages_unsent_total");
    }

    public static TransportCounters allocate(final CountersManager manager) {
        return new TransportCounters(manager);
    }

    /** Where listening points are closed and opened again, the series of a process goes on. */
    private static AtomicCounter counter(final CountersManager manager, final String name) {
        final String label = "strowger_transport_" + name;
        final int[] known = {CountersReader.NULL_COUNTER_ID};
        manager.forEach((id, series) -> known[0] = series.equals(label) ? id : known[0]);
        return known[0] == CountersReader.NULL_COUNTER_ID
                ? manager.newCounter(label, TYPE_ID)
                : new AtomicCounter(manager.valuesBuffer(), known[0]);
    }

    Udp udp() {
        return udp;
    }

    Tcp tcp() {
        return tcp;
    }

    /** Destinations reported by ICMP, without a route, or datagrams too large for them. */
    AtomicCounter unreachable() {
        return unreachable;
    }

    AtomicCounter flowsFailed() {
        return flowsFailed;
    }

    /** Messages for a stream that the hand-over had no room for. */
    AtomicCounter streamUnsent() {
        return streamUnsent;
    }

    /** Datagrams. */
    static final class Udp {
        final AtomicCounter received;
        final AtomicCounter sent;
        final AtomicCounter segmented;
        final AtomicCounter truncated;
        final AtomicCounter noRoom;
        final AtomicCounter bufferFull;
        final AtomicCounter overShare;
        final AtomicCounter overShareInSystem;
        final AtomicCounter overloads;
        final AtomicCounter keepAlives;
        final AtomicCounter stunRequests;
        final AtomicCounter stunIgnored;

        private Udp(final CountersManager manager) {
            received = counter(manager, "datagrams_total{direction=\"in\"}");
            sent = counter(manager, "datagrams_total{direction=\"out\"}");
            segmented = counter(manager, "datagrams_segmented_total");
            truncated = counter(manager, "datagrams_dropped_total{reason=\"too_long\"}");
            noRoom = counter(manager, "datagrams_dropped_total{reason=\"no_send_buffer\"}");
            bufferFull =
                    counter(manager, "datagrams_dropped_total{reason=\"receive_buffer_full\"}");
            overShare = counter(manager, "datagrams_dropped_total{reason=\"over_share\"}");
            overShareInSystem =
                    counter(manager, "datagrams_dropped_total{reason=\"over_share_in_system\"}");
            overloads = counter(manager, "udp_overloads_total");
            keepAlives = counter(manager, "keepalives_total{kind=\"udp_crlf\"}");
            stunRequests = counter(manager, "keepalives_total{kind=\"stun\"}");
            stunIgnored =
                    counter(manager, "datagrams_dropped_total{reason=\"not_a_stun_request\"}");
        }
    }

    /** Connections and their messages. */
    static final class Tcp {
        final AtomicCounter connections;
        final AtomicCounter accepted;
        final AtomicCounter opened;
        final AtomicCounter refusedTotal;
        final AtomicCounter refusedSource;
        final AtomicCounter refusedRate;
        final AtomicCounter received;
        final AtomicCounter sent;
        final AtomicCounter pings;
        final AtomicCounter backPressure;
        final AtomicCounter proxyHeaders;
        final AtomicCounter proxyHeaderDefective;
        final AtomicCounter proxyHeaderLate;
        private final AtomicCounter[] closed = new AtomicCounter[CloseReason.values().length];

        private Tcp(final CountersManager manager) {
            connections = counter(manager, "connections");
            accepted = counter(manager, "connections_total{how=\"accepted\"}");
            opened = counter(manager, "connections_total{how=\"opened\"}");
            refusedTotal = counter(manager, "connections_refused_total{limit=\"total\"}");
            refusedSource = counter(manager, "connections_refused_total{limit=\"source\"}");
            refusedRate = counter(manager, "connections_refused_total{limit=\"source_rate\"}");
            received = counter(manager, "stream_messages_total{direction=\"in\"}");
            sent = counter(manager, "stream_messages_total{direction=\"out\"}");
            pings = counter(manager, "keepalives_total{kind=\"tcp_crlf\"}");
            backPressure = counter(manager, "back_pressure_total");
            proxyHeaders = counter(manager, "proxy_headers_total{outcome=\"taken\"}");
            proxyHeaderDefective = counter(manager, "proxy_headers_total{outcome=\"defective\"}");
            proxyHeaderLate = counter(manager, "proxy_headers_total{outcome=\"late\"}");
            for (final CloseReason reason : CloseReason.values()) {
                closed[reason.ordinal()] =
                        counter(
                                manager,
                                "connections_closed_total{reason=\"" + reason.label() + "\"}");
            }
        }

        AtomicCounter closed(final CloseReason reason) {
            return closed[reason.ordinal()];
        }
    }
}
