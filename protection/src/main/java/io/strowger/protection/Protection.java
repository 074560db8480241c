// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

import io.strowger.protection.SourceTable.Measure;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.Span;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Who may send. Costs one comparison for a message while nothing is limited and nobody is banned, one lookup otherwise.
 *
 * <p>A source of datagrams is only what it says: anybody can send in its name, and a ban would then be a weapon in the attacker's hand. So
 * by itself this bans only a source that has shown that it gets what is sent to it, by having opened a connection; a source of datagrams
 * becomes suspect and is held to a low rate. One thread; time is monotonic nanoseconds, passed in.
 */
public final class Protection {
    private static final long SECOND = 1_000_000_000;
    private static final long FOREVER = Long.MAX_VALUE;

    /** A success outweighs so many failures: each registration and each call begins with a challenge, some with two. */
    private static final int FORGIVEN_BY_SUCCESS = 4;

    private final ProtectionConfig config;
    private final SourceTable table;
    private final NetworkRules rules;
    private final ProtectionCounters counters;
    private final Overload overload;
    private final ConnectionLimits connections = new ConnectionLimits();
    private final long beginning;
    private ScannerPatterns scanners;
    private ProtectionLimits limits;
    private long sourceInterval;
    private long totalInterval;
    private long suspectInterval;
    private long failureCost;
    private long totalFull;
    private long lookAt;
    private boolean watching;

    public Protection(
            final ProtectionConfig config, final ProtectionCounters counters, final long nowNanos) {
        this.config = config;
        this.counters = counters;
        beginning = nowNanos - SECOND;
        table = new SourceTable(config.sources(), config.seed());
        rules = new NetworkRules(config.trusted());
        scanners = config.scanners();
        overload = new Overload(config.queueNanos(), counters);
        limits = config.limits();
        limits(config.limits());
        config.banned().forEach(network -> ban(network, FOREVER, nowNanos));
    }

    /** A rate for each source that is not trusted, for another thread. */
    public SourceRates rates(final int perSecond) {
        return new SourceRates(config, perSecond, beginning);
    }

    /** What is refused when messages wait too long. */
    public Overload overload() {
        return overload;
    }

    /** What another thread keeps to. */
    public ConnectionLimits connections() {
        return connections;
    }

    /** What scanners call themselves. */
    public ScannerPatterns scanners() {
        return scanners;
    }

    /** Looks for others from now on. */
    public void scanners(final ScannerPatterns changed) {
        scanners = changed;
    }

    public ProtectionLimits limits() {
        return limits;
    }

    /** Changes the limits from now on. */
    public void limits(final ProtectionLimits changed) {
        limits = changed;
        sourceInterval = interval(changed.messagesPerSource());
        totalInterval = interval(changed.messages());
        suspectInterval = interval(changed.suspectRate());
        failureCost = changed.failures() == 0 ? 0 : changed.failureNanos() / changed.failures();
        watch();
    }

    private static long interval(final int perSecond) {
        return perSecond == 0 ? 0 : SECOND / perSecond;
    }

    /** Whether there is anything that a source could be held against. */
    private void watch() {
        watching =
                sourceInterval > 0 || totalInterval > 0 || table.inForce() > 0 || rules.hasBans();
        counters.inForce().setRelease(table.inForce() + rules.banned().size());
        counters.displaced().setRelease(table.displaced());
    }

    /** Whether a message of this source, or a connection from it, is taken. */
    public boolean admits(final long addressHigh, final long addressLow, final long nowNanos) {
        return judge(addressHigh, addressLow, nowNanos) == Verdict.ADMITTED;
    }

    /** What is done with a message of this source. */
    public Verdict judge(final long addressHigh, final long addressLow, final long nowNanos) {
        if (!watching) {
            return Verdict.ADMITTED;
        }
        final Verdict verdict = verdict(addressHigh, addressLow, nowNanos - beginning);
        if (verdict != Verdict.ADMITTED) {
            counters.dropped(verdict).incrementRelease();
        }
        return verdict;
    }

    private Verdict verdict(final long high, final long low, final long now) {
        final int at = place(high, low, now);
        final Measure measure = table.measure(at, now);
        if (measure == Measure.BANNED || table.isNetworkBanned(at, now)) {
            return Verdict.BANNED;
        }
        final boolean isSuspect = measure == Measure.SLOWED;
        final long interval = isSuspect ? suspectInterval : sourceInterval;
        if (interval > 0 && !table.take(at, interval, SECOND, now) && !rules.isTrusted(high, low)) {
            return isSuspect ? Verdict.SUSPECT : Verdict.OVER_SOURCE_RATE;
        }
        return totalInterval == 0 || takeOfTotal(now) || rules.isTrusted(high, low)
                ? Verdict.ADMITTED
                : Verdict.OVER_TOTAL_RATE;
    }

    private boolean takeOfTotal(final long now) {
        final long full = Math.max(totalFull, now) + totalInterval;
        if (full - now > SECOND) {
            return false;
        }
        totalFull = full;
        return true;
    }

    /** Where the source stands, held against the rules about networks. */
    private int place(final long high, final long low, final long now) {
        final long key = SourceTable.key(high, low);
        int at = table.find(key);
        if (at == SourceTable.NONE) {
            at = table.add(key, now);
        }
        if (!table.hasSeen(at, rules.version())) {
            final long endsAt = rules.hasBans() ? rules.banEndsAt(high, low) : 0;
            table.onSeen(at, rules.version(), endsAt);
        }
        return at;
    }

    /**
     * A sound request has come: whether it is to be worked on. What a scanner asks is not even answered.
     */
    public boolean admitsRequest(final SipMessage request, final Flow flow, final long nowNanos) {
        if (!isScanner(request) || rules.isTrusted(flow.addressHigh(), flow.addressLow())) {
            return true;
        }
        counters.dropped(Verdict.SCANNER).incrementRelease();
        suspect(flow, Reason.SCANNER, nowNanos - beginning);
        return false;
    }

    private boolean isScanner(final SipMessage request) {
        if (scanners.isEmpty() || !request.isRequest() || request.toTag() != Span.NONE) {
            return false;
        }
        final int header = request.first(HeaderName.USER_AGENT);
        if (header < 0) {
            return false;
        }
        final long name = request.value(header);
        return scanners.isIn(request.buffer(), Span.start(name), Span.end(name));
    }

    /** A message goes to this flow: what that says about who is there. */
    public void onSent(
            final Flow flow,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long nowNanos) {
        final int status = failureCost == 0 ? 0 : SentResponse.status(buffer, offset, length);
        if (status == 0) {
            return;
        }
        final long now = nowNanos - beginning;
        if (SentResponse.isFailure(status)) {
            onFailure(flow, now);
            return;
        }
        final int at = table.find(SourceTable.key(flow.addressHigh(), flow.addressLow()));
        if (at != SourceTable.NONE
                && table.hasFailures(at, now)
                && SentResponse.isSuccess(status, buffer, offset, length)) {
            table.forgive(at, FORGIVEN_BY_SUCCESS * failureCost);
        }
    }

    private void onFailure(final Flow flow, final long now) {
        final int at = place(flow.addressHigh(), flow.addressLow(), now);
        if (!table.fail(at, failureCost, limits.failureNanos(), now)
                && !rules.isTrusted(flow.addressHigh(), flow.addressLow())) {
            suspect(flow, Reason.FAILURES, now);
        }
    }

    private void suspect(final Flow flow, final Reason reason, final long now) {
        final int at = place(flow.addressHigh(), flow.addressLow(), now);
        final boolean isProven = flow.connection() != 0;
        final Measure measure =
                isProven || limits.bansDatagramSources() ? Measure.BANNED : Measure.SLOWED;
        if (table.measure(at, now).compareTo(measure) < 0) {
            counters.imposed(reason).incrementRelease();
            table.impose(at, measure, reason, now + limits.banNanos());
            watch();
        }
    }

    /** What an operator's order came to. */
    public enum Outcome {
        DONE,
        /** There was no such ban. */
        NOT_THERE,
        /** A trusted network would be hit. */
        TRUSTED,
        /** So many networks cannot be banned. */
        NO_ROOM
    }

    /**
     * Bans a network, or bans it for another time.
     *
     * @param nanos from now on, {@link Long#MAX_VALUE} = for good
     */
    public Outcome ban(final Network network, final long nanos, final long nowNanos) {
        if (rules.isAnyTrustedIn(network)) {
            return Outcome.TRUSTED;
        }
        final long now = nowNanos - beginning;
        final long endsAt = nanos >= FOREVER - now ? FOREVER : now + nanos;
        if (network.isOneSource()) {
            final int at = place(network.high(), network.low(), now);
            table.impose(at, Measure.BANNED, Reason.OPERATOR, endsAt);
        } else if (!rules.ban(network, endsAt)) {
            return Outcome.NO_ROOM;
        }
        counters.imposed(Reason.OPERATOR).incrementRelease();
        watch();
        return Outcome.DONE;
    }

    /** Lifts a ban or suspicion of exactly this network. */
    public Outcome lift(final Network network) {
        boolean isThere = rules.lift(network);
        if (network.isOneSource()) {
            final int at = table.find(SourceTable.key(network.high(), network.low()));
            if (at != SourceTable.NONE && table.endsAt(at) != 0) {
                table.lift(at);
                isThere = true;
            }
        }
        watch();
        return isThere ? Outcome.DONE : Outcome.NOT_THERE;
    }

    /**
     * Bans and suspicions in force, networks first.
     *
     * @param most of them
     */
    public List<Ban> bans(final int most, final long nowNanos) {
        final long now = nowNanos - beginning;
        final List<Ban> bans = new ArrayList<>();
        for (final NetworkRules.Banned each : rules.banned()) {
            if (bans.size() < most && each.endsAt() > now) {
                bans.add(new Ban(each.network(), Reason.OPERATOR, false, left(each.endsAt(), now)));
            }
        }
        for (int at = 0; at < table.size() && bans.size() < most; at++) {
            final Measure measure = table.measure(at, now);
            if (measure != Measure.NOTHING) {
                bans.add(
                        new Ban(
                                SourceTable.networkOf(table.keyAt(at)),
                                table.reason(at),
                                measure == Measure.SLOWED,
                                left(table.endsAt(at), now)));
            }
        }
        return bans;
    }

    private static long left(final long endsAt, final long now) {
        return endsAt == FOREVER ? FOREVER : endsAt - now;
    }

    /** Once a turn: forgets bans that are over. */
    public void doWork(final long nowNanos) {
        final long now = nowNanos - beginning;
        if (watching && now >= lookAt) {
            lookAt = now + SECOND;
            table.expire(now);
            rules.expire(now);
            watch();
        }
    }
}
