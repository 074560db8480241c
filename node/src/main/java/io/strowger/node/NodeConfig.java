// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.authentication.AuthenticationMode;
import io.strowger.authentication.AuthenticationPolicy;
import io.strowger.configuration.ListenPoint;
import io.strowger.configuration.ListenProtocol;
import io.strowger.configuration.RegistrationConfig;
import io.strowger.configuration.SipConfig;
import io.strowger.configuration.SipPolicyConfig;
import io.strowger.configuration.SipService;
import io.strowger.configuration.TcpConfig;
import io.strowger.configuration.TimersConfig;
import io.strowger.configuration.UdpConfig;
import io.strowger.location.ServiceOverride;
import io.strowger.protection.Network;
import io.strowger.proxy.ProxyConfig;
import io.strowger.registrar.RegistrationLimits;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.TransportProtocol;
import io.strowger.sip.transaction.TimerValues;
import io.strowger.sip.transaction.TransactionLimits;
import io.strowger.sip.transport.TcpLimits;
import io.strowger.sip.transport.TcpTimeouts;
import io.strowger.sip.transport.TransportConfig;
import io.strowger.sip.transport.UdpLimits;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * What a cluster node is told, in the terms of its modules.
 *
 * @param domains {@code sip.domains}; empty = every domain is ours
 * @param service what is done for callees that nothing else is said about
 */
public record NodeConfig(
        TransportConfig transport,
        TimerValues timers,
        TransactionLimits transactions,
        ProxyConfig proxy,
        RegistrationLimits registration,
        AuthenticationPolicy authentication,
        List<String> domains,
        ServiceOverride service) {
    private static final int MAX_BRANCHES = 32;
    private static final int MAX_BREADTH = 60;
    private static final int MAX_PARKED = 10_000;
    private static final long NAME_PATIENCE_NANOS = 10_000_000_000L;
    private static final int TIMERS_PER_TURN = 1_000;
    private static final int RETRY_AFTER_SECONDS = 5;
    private static final int MAX_PENDING_REGISTRATIONS = 65_536;

    /** Memory for kept messages in proportion to the transactions that may keep one. */
    private static final long KEPT_BYTES_PER_TRANSACTION = 1_024;

    private static final long LEAST_KEPT_BYTES = 64L << 20;

    /** Translates the configuration of the program. */
    public static NodeConfig of(final SipConfig sip) {
        final int max = sip.transactions().max();
        return new NodeConfig(
                transport(sip),
                timers(sip.timers()),
                new TransactionLimits(
                        max,
                        max,
                        Math.max(LEAST_KEPT_BYTES, max * KEPT_BYTES_PER_TRANSACTION),
                        TIMERS_PER_TURN,
                        RETRY_AFTER_SECONDS),
                new ProxyConfig(
                        MAX_BRANCHES,
                        max,
                        MAX_BREADTH,
                        sip.transport().udp().largestRequestBytes(),
                        MAX_PARKED,
                        NAME_PATIENCE_NANOS),
                registration(sip.registration()),
                authentication(sip.policy()),
                sip.policy().domains().stream().map(Object::toString).toList(),
                sip.policy().service() == SipService.REDIRECT
                        ? ServiceOverride.REDIRECT
                        : ServiceOverride.PROXY);
    }

    private static TransportConfig transport(final SipConfig sip) {
        final TcpConfig tcp = sip.transport().tcp();
        final TcpLimits limits = TcpLimits.STANDARD;
        final TcpTimeouts timeouts = TcpTimeouts.STANDARD;
        final int maxBytes =
                (int) Math.min(SipMessage.MAX_LENGTH, sip.transport().message().maxBytes().bytes());
        return new TransportConfig(
                sip.listen().stream().map(NodeConfig::listenPoint).toList(),
                TransportConfig.UdpEngine.AUTOMATIC,
                udp(sip.transport().udp()),
                new TcpLimits(
                        tcp.maxConnections(),
                        tcp.maxConnectionsPerSource(),
                        tcp.acceptsPerSource(),
                        maxBytes,
                        limits.maxPendingWriteBytes(),
                        limits.maxBufferedBytesTotal(),
                        limits.ringBytes()),
                new TcpTimeouts(
                        tcp.idleTimeout(),
                        tcp.firstMessageTimeout(),
                        tcp.messageTimeout(),
                        timeouts.connect(),
                        timeouts.write()),
                tcp.proxyProtocolFrom().stream()
                        .map(network -> Objects.requireNonNull(Network.parse(network.toString())))
                        .toList(),
                TransportConfig.GATHER);
    }

    private static UdpLimits udp(final UdpConfig udp) {
        final UdpLimits limits = UdpLimits.STANDARD;
        return new UdpLimits(
                udp.receiveBuffer().asInt(),
                limits.sendBufferBytes(),
                limits.maxDatagramBytes(),
                limits.maxFlows(),
                udp.segmentation(),
                udp.guaranteedPerSource());
    }

    private static io.strowger.sip.transport.ListenPoint listenPoint(final ListenPoint point) {
        return new io.strowger.sip.transport.ListenPoint(
                point.protocol() == ListenProtocol.TCP
                        ? TransportProtocol.TCP
                        : TransportProtocol.UDP,
                address(point.endpoint().address()),
                point.endpoint().port(),
                "");
    }

    private static IpAddress address(final InetAddress address) {
        final ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == Integer.BYTES
                ? IpAddress.v4(bytes.getInt())
                : new IpAddress(bytes.getLong(), bytes.getLong());
    }

    private static TimerValues timers(final TimersConfig timers) {
        return new TimerValues(
                timers.t1().toNanos(),
                timers.t2().toNanos(),
                timers.t4().toNanos(),
                timers.c().toNanos());
    }

    private static RegistrationLimits registration(final RegistrationConfig registration) {
        return new RegistrationLimits(
                (int) registration.minExpires().toSeconds(),
                (int) registration.maxExpires().toSeconds(),
                (int) registration.defaultExpires().toSeconds(),
                registration.expiresJitterPercent(),
                registration.maxContacts(),
                MAX_PENDING_REGISTRATIONS,
                RETRY_AFTER_SECONDS);
    }

    private static AuthenticationPolicy authentication(final SipPolicyConfig policy) {
        final AuthenticationMode mode =
                switch (policy.auth()) {
                    case REQUIRED -> AuthenticationMode.REQUIRED;
                    case OFF_FOR_LOOPBACK -> AuthenticationMode.OFF_FOR_LOOPBACK;
                    case OFF -> AuthenticationMode.OFF;
                };
        final String realm = policy.realm();
        return new AuthenticationPolicy(
                mode,
                realm == null ? "" : realm,
                AuthenticationPolicy.STANDARD_NONCE_LIFETIME_MILLIS);
    }
}
