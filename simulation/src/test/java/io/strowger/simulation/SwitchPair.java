// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.connection.table.ConnectionTuple;
import io.strowger.lease.LeaseRegister;
import io.strowger.sip.message.KeyedHash;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Two switches with one address, three nodes, a location server group, callers and callees over UDP, in
 * one thread, on virtual time.
 */
final class SwitchPair {
    static final KeyedHash HASH = new KeyedHash(21, 22);
    static final int NODES = 3;
    static final long MILLI = 1_000_000;

    /** Faults end here; retransmissions go on for 64*T1. */
    static final int FAULTY_MILLIS = 8_000;

    private static final int END_MILLIS = FAULTY_MILLIS + 45_000;

    private record Due(long atMilli, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(final Due other) {
            return atMilli == other.atMilli
                    ? Long.compare(order, other.order)
                    : Long.compare(atMilli, other.atMilli);
        }
    }

    final Random chance;
    final PairedSwitch[] switches = new PairedSwitch[2];
    final SwitchedNodeProcess[] nodes = new SwitchedNodeProcess[NODES];
    final List<UdpCall> calls = new ArrayList<>();
    private final LeaseRegister register = new LeaseRegister();
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final ConnectionTuple tuple = new ConnectionTuple();
    private int addressAt = -1;
    private long groupAhead;
    private long order;
    private long lastActiveMilli;
    private final long[] committedAt = new long[2];
    boolean hasQuorum = true;
    boolean linkCut;
    boolean gatewayDown;
    boolean faulty;
    long longestGapMillis;
    long highestTerm;
    int takeOvers;
    int handOvers;
    int refusedByNodes;
    long milli;

    SwitchPair(final Random chance) {
        this.chance = chance;
        for (int i = 0; i < NODES; i++) {
            nodes[i] = new SwitchedNodeProcess(this, i);
        }
        for (int i = 0; i < 2; i++) {
            switches[i] = new PairedSwitch(this, i);
        }
    }

    /** So many calls, begun between the two times. */
    void call(final int count, final int fromMilli, final int toMilli) {
        for (int i = 0; i < count; i++) {
            final UdpCall call = new UdpCall(this, calls.size());
            calls.add(call);
            after(fromMilli - (int) milli + chance.nextInt(toMilli - fromMilli), call::invite);
        }
    }

    void step() {
        milli++;
        while (!queue.isEmpty() && queue.peek().atMilli() <= milli) {
            queue.remove().what().run();
        }
        switches[0].turn();
        switches[1].turn();
        final int active = (switches[0].isActive() ? 1 : 0) + (switches[1].isActive() ? 1 : 0);
        assertThat(active).as("active at %d ms", milli).isLessThanOrEqualTo(1);
        if (active == 1 && !active().standsStill() && !active().isCut && !active().isCutOutside()) {
            lastActiveMilli = milli;
        }
        longestGapMillis = Math.max(longestGapMillis, milli - lastActiveMilli);
    }

    void pass(final int millis) {
        for (int i = 0; i < millis; i++) {
            step();
        }
    }

    PairedSwitch active() {
        return switches[0].isActive() ? switches[0] : switches[1];
    }

    PairedSwitch other(final PairedSwitch one) {
        return switches[1 - one.number];
    }

    /** Until one switch is active and the other one has its table. */
    void settle() {
        while (!(active().isActive() && other(active()).isInStep()) && milli < 5_000) {
            step();
        }
        assertThat(other(active()).isInStep()).as("settled").isTrue();
        lastActiveMilli = milli;
        longestGapMillis = 0;
    }

    /** Until every call is over, and the standby in step again. */
    void finish() {
        while (milli < END_MILLIS && calls.stream().anyMatch(call -> !call.isOver())) {
            step();
        }
        assertThat(calls)
                .allSatisfy(call -> assertThat(call.state()).as(call.toString()).isEqualTo("done"));
        pass(3_000);
        final PairedSwitch active = active();
        assertThat(active.isActive()).as("one is active at the end").isTrue();
        assertThat(other(active).hasTheTableOf(active)).as("equal tables").isTrue();
    }

    void heal() {
        linkCut = false;
        hasQuorum = true;
        for (final PairedSwitch each : switches) {
            each.isCut = false;
            each.isCutFromGroup = false;
        }
    }

    /** Another member leads, and its clock says another time. */
    void leadAnew() {
        groupAhead = chance.nextLong(120_000) - 60_000;
        register.onNewLeader(milli + groupAhead);
    }

    /** The gateway is down for so long; phones are reached all the same. */
    void takeGatewayDown(final int millis) {
        gatewayDown = true;
        for (final PairedSwitch each : switches) {
            each.notices(false);
        }
        after(
                millis,
                () -> {
                    gatewayDown = false;
                    for (final PairedSwitch each : switches) {
                        each.notices(true);
                    }
                });
    }

    boolean isFaulty() {
        return faulty && milli < FAULTY_MILLIS;
    }

    long now() {
        return milli * MILLI;
    }

    void after(final int millis, final Runnable what) {
        queue.add(new Due(milli + Math.max(0, millis), order++, what));
    }

    void atMilli(final long at, final Runnable what) {
        queue.add(new Due(at, order++, what));
    }

    void request(
            final PairedSwitch from, final long number, final long held, final long lengthMillis) {
        if (from.isCut || from.isCutFromGroup || !hasQuorum) {
            return;
        }
        final int life = from.life;
        toGroup(
                from,
                () -> {
                    final long term =
                            register.request(from.number, held, lengthMillis, milli + groupAhead);
                    after(1 + chance.nextInt(10), () -> from.answered(life, number, term));
                });
    }

    void release(final PairedSwitch from, final long held) {
        if (!from.isCut && !from.isCutFromGroup && hasQuorum) {
            toGroup(from, () -> register.release(from.number, held));
        }
    }

    /** What a switch sends by its session with the group is committed in that order. */
    private void toGroup(final PairedSwitch from, final Runnable entry) {
        final long at = milli + 1 + chance.nextInt(10);
        committedAt[from.number] = Math.max(committedAt[from.number], at);
        atMilli(committedAt[from.number], entry);
    }

    /** Over link 213, in order. */
    void overLink(final PairedSwitch from, final Runnable what) {
        final PairedSwitch to = other(from);
        if (!linkCut && !from.isCut && !to.isCut) {
            after(2, () -> to.whenItRuns(what));
        }
    }

    /** Gratuitous ARP: what is sent to the address goes there from now on. */
    void announce(final PairedSwitch from, final long term) {
        assertThat(term).isGreaterThanOrEqualTo(highestTerm);
        takeOvers++;
        highestTerm = term;
        if (!from.isCut) {
            addressAt = from.number;
        }
        for (final SwitchedNodeProcess node : nodes) {
            after(1, () -> node.hear(from, term));
        }
    }

    /** A datagram to the address of the router; one in a hundred is lost. */
    void toRouter(final String text) {
        if (addressAt < 0 || chance.nextInt(100) == 0) {
            return;
        }
        final PairedSwitch to = switches[addressAt];
        after(1 + chance.nextInt(3), () -> to.receive(text, tuple(text)));
    }

    private ConnectionTuple tuple(final String text) {
        return tuple.originating(0, text.hashCode() & 7, 5060).destination(0, 1, 5060);
    }

    /** A datagram to a phone. */
    void toPhone(final String text) {
        if (chance.nextInt(100) > 0) {
            final UdpCall call = calls.get(SipText.callOf(text));
            after(1 + chance.nextInt(3), () -> call.receive(text));
        }
    }

    static UnsafeBuffer bytes(final String text) {
        return SipText.bytes(text);
    }

    static String text(final DirectBuffer buffer, final int offset, final int length) {
        return buffer.getStringWithoutLengthAscii(offset, length);
    }
}
