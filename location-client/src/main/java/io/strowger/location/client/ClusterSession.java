// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.EgressListener;
import io.aeron.exceptions.AeronException;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentTerminationException;
import org.jspecify.annotations.Nullable;

/**
 * A session with the location server's cluster that connects, and connects again, without ever waiting: it is a part
 * of the location thread's duty cycle.
 */
final class ClusterSession implements AutoCloseable {
    private static final long RETRY_NANOS = 100_000_000L;
    private static final long KEEP_ALIVE_NANOS = 2_000_000_000L;

    private final Aeron aeron;
    private final LocationClientConfig config;
    private final EgressListener egressListener;
    private AeronCluster.@Nullable AsyncConnect connecting;
    private @Nullable AeronCluster cluster;
    private long nextAttemptNanos;
    private long nextKeepAliveNanos;

    ClusterSession(
            final Aeron aeron,
            final LocationClientConfig config,
            final EgressListener egressListener,
            final long nowNanos) {
        this.aeron = aeron;
        this.config = config;
        this.egressListener = egressListener;
        nextAttemptNanos = nowNanos;
    }

    boolean connected() {
        return cluster != null;
    }

    /** Whether a connection attempt is under way: the duty cycle should go round quickly. */
    boolean connecting() {
        return connecting != null;
    }

    /** Connects, keeps alive, and hands replies to the listener. */
    int poll(final long nowNanos) {
        final AeronCluster session = cluster;
        if (session == null) {
            return connect(nowNanos);
        }
        if (session.isClosed()) {
            disconnect(nowNanos);
            return 1;
        }
        if (nowNanos - nextKeepAliveNanos >= 0) {
            nextKeepAliveNanos = nowNanos + KEEP_ALIVE_NANOS;
            session.sendKeepAlive();
        }
        return session.pollEgress();
    }

    /** Offers a frame; false when it has to be offered again later. */
    boolean offer(final DirectBuffer frame, final int length) {
        return cluster != null && cluster.offer(frame, 0, length) > 0;
    }

    private int connect(final long nowNanos) {
        if (connecting == null) {
            if (nowNanos - nextAttemptNanos < 0) {
                return 0;
            }
            connecting = AeronCluster.asyncConnect(context());
        }
        try {
            cluster = connecting.poll();
            if (cluster == null) {
                return 0;
            }
            connecting = null;
            nextKeepAliveNanos = nowNanos + KEEP_ALIVE_NANOS;
            return 1;
        } catch (final AgentTerminationException termination) {
            throw termination;
        } catch (final AeronException notYet) {
            // No leader yet, or it went away while we were connecting: both heal by trying again.
            disconnect(nowNanos);
            return 0;
        }
    }

    private AeronCluster.Context context() {
        return new AeronCluster.Context()
                .aeron(aeron)
                .ownsAeronClient(false)
                .ingressChannel(config.ingressChannel())
                .ingressEndpoints(config.ingressEndpoints())
                .egressChannel(config.egressChannel())
                .isIngressExclusive(true)
                .messageTimeoutNs(config.connectTimeout().toNanos())
                .egressListener(egressListener)
                .idleStrategy(new DrivenWait(aeron.context().driverAgentInvoker()))
                .errorHandler(aeron.context().errorHandler());
    }

    private void disconnect(final long nowNanos) {
        CloseHelper.quietCloseAll(connecting, cluster);
        connecting = null;
        cluster = null;
        nextAttemptNanos = nowNanos + RETRY_NANOS;
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(connecting, cluster);
        connecting = null;
        cluster = null;
    }
}
