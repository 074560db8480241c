// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.ping.Echo;
import io.strowger.switching.Switch;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * PING of the hosts of nodes (mission row D1). The host that this switch runs on answers by itself. Another one counts
 * as answering until it has answered once: there are networks that let no PING through. And when it stops while its node
 * is heard all the time, then it is PING that does not get through, and it counts as answering again. One thread.
 */
final class HostCheck {
    /** Where nodes are. */
    interface Hosts {
        /** The address of the node's host, null when that is this one or is not known. */
        @Nullable String host(int node);
    }

    /** A host whose node has been heard for so long without an answer to PING lets none through. */
    static final long FILTERED_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final System.Logger LOG = System.getLogger("strowger.switch");
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long NONE = -1;

    private final @Nullable Echo echo;
    private final Hosts hosts;
    private final OtherBeats beats;
    private final @Nullable InetAddress[] addresses;
    private final @Nullable String[] names;
    private final boolean[] answers;
    private final long[] answeredAt;
    private final long[] assumed;
    private long lookAt;

    /**
     * @param echo null when nobody is asked
     * @param beats when nodes were heard last
     */
    HostCheck(
            final @Nullable Echo echo,
            final Hosts hosts,
            final OtherBeats beats,
            final int nodes,
            final long nowNanos) {
        this.echo = echo;
        this.hosts = hosts;
        this.beats = beats;
        addresses = new InetAddress[nodes];
        names = new String[nodes];
        answers = new boolean[nodes];
        answeredAt = new long[nodes];
        assumed = new long[nodes];
        Arrays.fill(assumed, NONE);
        lookAt = nowNanos;
    }

    /** A node's host is to be asked, with this number. */
    void ask(final int node, final long number, final long nowNanos) {
        find(node);
        final InetAddress address = addresses[node];
        if (echo != null && address != null) {
            final boolean _ = echo.ask(address, node, number);
        }
        if (answers[node]
                && nowNanos - answeredAt[node] >= FILTERED_NANOS
                && beats.wasHeard(node, nowNanos)) {
            answers[node] = false;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} does not answer PING, but its node is heard: PING does not count there",
                    names[node]);
        }
        assumed[node] = answers[node] ? NONE : number;
    }

    /** Nodes may have got other numbers, or have moved. */
    private void find(final int node) {
        final String name = hosts.host(node);
        if (name != null && !name.equals(names[node])) {
            names[node] = name;
            addresses[node] =
                    InetAddress.ofLiteral(
                            name.startsWith("[") ? name.substring(1, name.length() - 1) : name);
            answers[node] = false;
        }
    }

    /** Gives the answers that have come, and those that are taken for given. */
    void answer(final Switch decisions, final long nowNanos) {
        if (echo != null && nowNanos - lookAt >= 0) {
            lookAt = nowNanos + LOOK_NANOS;
            echo.poll((node, number) -> onAnswer(decisions, node, number, nowNanos));
        }
        for (int node = 0; node < assumed.length; node++) {
            if (assumed[node] != NONE) {
                decisions.status(node).onPingAnswered(assumed[node], nowNanos);
                assumed[node] = NONE;
            }
        }
    }

    private void onAnswer(
            final Switch decisions, final int node, final long number, final long nowNanos) {
        if (node >= 0 && node < answers.length) {
            answers[node] = true;
            answeredAt[node] = nowNanos;
            decisions.status(node).onPingAnswered(number, nowNanos);
        }
    }
}
