// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.NetworkPrefix;
import io.strowger.configuration.SipConfig;
import io.strowger.configuration.SuspicionConfig;
import io.strowger.configuration.TcpConfig;
import io.strowger.management.AdmissionLimits;
import io.strowger.management.SourceLimits;
import io.strowger.management.SourceProtection;
import io.strowger.protection.Ban;
import io.strowger.protection.ConnectionLimits;
import io.strowger.protection.Network;
import io.strowger.protection.Protection;
import io.strowger.protection.ProtectionConfig;
import io.strowger.protection.ProtectionCounters;
import io.strowger.protection.ProtectionLimits;
import io.strowger.protection.ScannerPatterns;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * Where operators meet the protection of a process's listening points: each order is carried out by the thread that owns it, in its next
 * turn.
 */
final class ProtectionDesk implements SourceProtection {
    private static final long PATIENCE_MILLIS = 2_000;
    private static final long SECOND = 1_000_000_000;

    private static final long MILLI = 1_000_000;

    private final Protection protection;
    private final ConnectionLimits.Values configured;
    private volatile @Nullable Consumer<Runnable> owner;

    private ProtectionDesk(Protection protection, TcpConfig tcp) {
        this.protection = protection;
        configured =
                new ConnectionLimits.Values(
                        tcp.maxConnectionsPerSource(),
                        tcp.acceptsPerSource(),
                        tcp.firstMessageTimeout().toNanos(),
                        tcp.messageTimeout().toNanos());
    }

    static ProtectionDesk of(SipConfig sip, CountersManager counters) {
        io.strowger.configuration.ProtectionConfig told = sip.transport().protection();
        SuspicionConfig suspicion = told.suspicion();
        ProtectionConfig config =
                new ProtectionConfig(
                        ProtectionConfig.STANDARD_SOURCES,
                        new SecureRandom().nextLong(),
                        networks(told.trusted()),
                        networks(told.banned()),
                        new ProtectionLimits(
                                told.messagesPerSource(),
                                told.messages(),
                                suspicion.failures(),
                                suspicion.failureTime().toNanos(),
                                suspicion.suspectRate(),
                                suspicion.banTime().toNanos(),
                                suspicion.banDatagramSources()),
                        new ScannerPatterns(suspicion.scanners()),
                        told.queueTime().toNanos());
        return new ProtectionDesk(
                new Protection(config, ProtectionCounters.allocate(counters), System.nanoTime()),
                sip.transport().tcp());
    }

    private static List<Network> networks(List<NetworkPrefix> prefixes) {
        return prefixes.stream().map(NetworkPrefix::toString).map(Network::parse).toList();
    }

    /** For the thread of the listening points. */
    Protection protection() {
        return protection;
    }

    /** That thread is at work, and does what it is given. */
    void join(Consumer<Runnable> thread) {
        owner = thread;
    }

    private <T> @Nullable T ask(Function<Protection, T> order) {
        Consumer<Runnable> thread = owner;
        if (thread == null) {
            return null;
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        thread.accept(() -> answer.complete(order.apply(protection)));
        try {
            return answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException silent) {
            return null;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private Outcome order(Function<Protection, Outcome> order) {
        Outcome outcome = ask(order);
        return outcome == null ? Outcome.NOT_SERVING : outcome;
    }

    @Override
    public @Nullable List<ShownBan> bans() {
        List<Ban> bans = ask(asked -> asked.bans(MOST_SHOWN, System.nanoTime()));
        return bans == null ? null : bans.stream().map(ProtectionDesk::shown).toList();
    }

    private static ShownBan shown(Ban ban) {
        return new ShownBan(
                ban.network().toString(),
                ShownReplica.words(ban.reason()),
                ban.slowed(),
                ban.nanosLeft() == Long.MAX_VALUE ? null : (ban.nanosLeft() + SECOND - 1) / SECOND);
    }

    @Override
    public Outcome ban(String network, long seconds) {
        Network parsed = Network.parse(network);
        long nanos = seconds == 0 ? Long.MAX_VALUE : seconds * SECOND;
        return parsed == null
                ? Outcome.NO_NETWORK
                : order(asked -> outcome(asked.ban(parsed, nanos, System.nanoTime())));
    }

    @Override
    public Outcome lift(String network) {
        Network parsed = Network.parse(network);
        return parsed == null ? Outcome.NO_NETWORK : order(asked -> outcome(asked.lift(parsed)));
    }

    private static Outcome outcome(Protection.Outcome outcome) {
        return switch (outcome) {
            case DONE -> Outcome.DONE;
            case NOT_THERE -> Outcome.NOT_THERE;
            case TRUSTED -> Outcome.TRUSTED;
            case NO_ROOM -> Outcome.NO_ROOM;
        };
    }

    @Override
    public @Nullable Limits limits() {
        return ask(asked -> new Limits(shown(asked.limits()), admission(asked)));
    }

    private static SourceLimits shown(ProtectionLimits limits) {
        return new SourceLimits(
                limits.messagesPerSource(),
                limits.messages(),
                limits.failures(),
                limits.failureNanos() / SECOND,
                limits.suspectRate(),
                limits.banNanos() / SECOND,
                limits.bansDatagramSources());
    }

    private AdmissionLimits admission(Protection asked) {
        ConnectionLimits.Values changed = asked.connections().changed();
        ConnectionLimits.Values tcp = changed == null ? configured : changed;
        return new AdmissionLimits(
                (int) (asked.overload().limitNanos() / MILLI),
                asked.scanners().words(),
                tcp.perSource(),
                tcp.acceptsPerSource(),
                (int) (tcp.firstMessageNanos() / SECOND),
                (int) (tcp.messageNanos() / SECOND));
    }

    @Override
    public Outcome limit(Limits changed) {
        ProtectionLimits limits = limits(changed.sources());
        AdmissionLimits admission = changed.admission();
        ScannerPatterns scanners = new ScannerPatterns(admission.scanners());
        return order(
                asked -> {
                    asked.limits(limits);
                    asked.scanners(scanners);
                    asked.overload().limit(admission.queueMillis() * MILLI);
                    asked.connections()
                            .change(
                                    new ConnectionLimits.Values(
                                            admission.connectionsPerSource(),
                                            admission.acceptsPerSource(),
                                            admission.firstMessageSeconds() * SECOND,
                                            admission.messageSeconds() * SECOND));
                    return Outcome.DONE;
                });
    }

    private static ProtectionLimits limits(SourceLimits changed) {
        return new ProtectionLimits(
                changed.messagesPerSource(),
                changed.messages(),
                changed.failures(),
                changed.failureSeconds() * SECOND,
                changed.suspectRate(),
                changed.banSeconds() * SECOND,
                changed.banDatagramSources());
    }
}
