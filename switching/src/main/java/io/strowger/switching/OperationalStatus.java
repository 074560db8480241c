// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

/**
 * Whether a cluster node is fit for work (mission row D1). PING asks the host; only what has
 * answered PING is asked by OPTIONS, which goes the way that calls go. The process drives it with
 * what it hears and with {@link #doWork}; one for each node, one thread.
 */
public final class OperationalStatus {
    private final int node;
    private final StatusConfig config;
    private final StatusOutput output;
    private final Probe ping;
    private final Probe options;
    private final long intervalNanos;
    private final long failureNanos;
    private NodeStatus reported = NodeStatus.UNKNOWN;
    private NodeStatus base = NodeStatus.UNKNOWN;
    private long nextRoundAt;
    private long returnNanos;
    private long upSince;
    private long heardAt;
    private long refusedAt;
    private int refusals;
    private boolean trunkFull;
    private boolean ended;
    private boolean givenUp;
    private boolean draining;

    public OperationalStatus(
            final int node,
            final StatusConfig config,
            final StatusOutput output,
            final long nowNanos) {
        this.node = node;
        this.config = config;
        this.output = output;
        intervalNanos = config.interval().toNanos();
        failureNanos = config.failureTime().toNanos();
        ping = new Probe(intervalNanos, nowNanos);
        options = new Probe(intervalNanos, nowNanos);
        nextRoundAt = nowNanos;
        heardAt = nowNanos - failureNanos;
    }

    public NodeStatus status() {
        return reported;
    }

    /** Gives up answers that are late, asks again, judges. */
    public void doWork(final long nowNanos) {
        ping.expire(nowNanos);
        options.expire(nowNanos);
        if (nowNanos - nextRoundAt >= 0) {
            // A round that is late is not made up for: what a switch missed while it stood still
            // says nothing about the node.
            nextRoundAt = nowNanos + intervalNanos;
            if (config.ping()) {
                output.sendPing(node, ping.ask(nowNanos));
            } else {
                askOptions(nowNanos);
            }
        }
        judge(nowNanos);
    }

    /** When {@link #doWork} has something to do next. */
    public long nextWorkNanos() {
        return nextRoundAt;
    }

    public void onPingAnswered(final long number, final long nowNanos) {
        if (ping.answered(number, nowNanos) >= 0) {
            askOptions(nowNanos);
            judge(nowNanos);
        }
    }

    /**
     * OPTIONS was answered.
     *
     * @param statusCode of the answer: 5xx is a refusal to work, anything else is well
     */
    public void onOptionsAnswered(final long number, final int statusCode, final long nowNanos) {
        final long took = options.answered(number, nowNanos);
        if (took < 0) {
            return;
        }
        ended = false;
        if (statusCode >= 500) {
            refusals++;
            refusedAt = nowNanos;
        } else {
            refusals = 0;
        }
        output.onResponseTime(node, took);
        onHeard(nowNanos);
        judge(nowNanos);
    }

    /** Something came from the node over the trunk: a process that still works does not hang. */
    public void onHeard(final long nowNanos) {
        heardAt = nowNanos;
    }

    /** The trunk to the node takes no more, or takes more again. */
    public void onTrunkFull(final boolean full, final long nowNanos) {
        trunkFull = full;
        refusedAt = nowNanos;
        judge(nowNanos);
    }

    /** The host says that the process has ended, or that nobody listens there. Counts at once. */
    public void onProcessEnded(final long nowNanos) {
        ended = true;
        options.abandon();
        judge(nowNanos);
    }

    /** An operator, or the node itself, begins or ends draining. */
    public void drain(final boolean begins, final long nowNanos) {
        draining = begins;
        judge(nowNanos);
    }

    /** Whether it is to get nothing new because somebody said so, whatever else is the matter with it. */
    public boolean isDraining() {
        return draining;
    }

    private void askOptions(final long nowNanos) {
        if (!options.isWaiting(nowNanos)) {
            if (givenUp) {
                output.sendForget(node);
            }
            output.sendOptions(node, options.ask(nowNanos));
        }
    }

    private void judge(final long nowNanos) {
        become(base.isAway() ? whenAway(nowNanos) : whenHere(nowNanos), nowNanos);
    }

    private void become(final NodeStatus next, final long nowNanos) {
        if (next.isAway() && !base.isAway()) {
            // The first time of all is no return that did not last.
            final boolean lasted =
                    returnNanos == 0 || nowNanos - upSince >= config.stableTime().toNanos();
            final long longest = config.longestReturnTime().toNanos();
            final long first = config.returnTime().toNanos();
            returnNanos = lasted ? first : Math.min(longest, 2 * returnNanos);
            options.abandon();
            givenUp = true;
            output.sendForget(node);
        } else if (!next.isAway() && base.isAway()) {
            givenUp = false;
            upSince = nowNanos;
        }
        base = next;
        report(draining && !base.isAway() ? NodeStatus.DRAINING : base, nowNanos);
    }

    private void report(final NodeStatus now, final long nowNanos) {
        if (now != reported) {
            final NodeStatus before = reported;
            reported = now;
            output.onStatus(node, before, now, nowNanos);
        }
    }

    /** No other node is left: it is back with the first answer, as at the start. What it refuses nobody else would take. */
    void takeBack(final long nowNanos) {
        if (base.isAway() && !ended && options.hasSucceeded(1, 0, nowNanos)) {
            become(answering(), nowNanos);
        }
    }

    private NodeStatus answering() {
        return refusals > 0 ? NodeStatus.OVERLOADED : NodeStatus.UP;
    }

    private NodeStatus whenAway(final long nowNanos) {
        final boolean isFirst = base == NodeStatus.UNKNOWN;
        final boolean isBack =
                options.hasSucceeded(
                        isFirst ? 1 : config.successes(), isFirst ? 0 : returnNanos, nowNanos);
        if (isBack && !ended) {
            return answering();
        }
        final NodeStatus failure = failure(nowNanos);
        return failure == NodeStatus.UP || failure == NodeStatus.OVERLOADED ? base : failure;
    }

    private NodeStatus whenHere(final long nowNanos) {
        final NodeStatus failure = failure(nowNanos);
        if (failure == NodeStatus.UP && base == NodeStatus.OVERLOADED) {
            final boolean isOver =
                    options.hasSucceeded(config.successes(), 0, nowNanos)
                            && nowNanos - refusedAt >= config.returnTime().toNanos();
            return isOver ? NodeStatus.UP : NodeStatus.OVERLOADED;
        }
        return failure;
    }

    /** What is wrong with it; UP for nothing. */
    private NodeStatus failure(final long nowNanos) {
        if (config.ping() && ping.hasFailed(config.failures(), failureNanos, nowNanos)) {
            return NodeStatus.HOST_DOWN;
        }
        if (ended) {
            return NodeStatus.PROCESS_DEAD;
        }
        if (options.hasFailed(config.failures(), failureNanos, nowNanos)) {
            return nowNanos - heardAt < failureNanos
                    ? NodeStatus.OVERLOADED
                    : NodeStatus.PROCESS_HUNG;
        }
        return refusals >= config.refusals() || trunkFull ? NodeStatus.OVERLOADED : NodeStatus.UP;
    }
}
