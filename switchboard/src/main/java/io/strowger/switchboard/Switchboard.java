// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.sip.message.LocalPoint;
import io.strowger.trunk.LinkChange;
import io.strowger.trunk.SwitchTrunk;
import java.util.List;
import org.agrona.concurrent.status.CountersManager;

/** One switch: its sockets, its trunk and its thread. */
public final class Switchboard implements AutoCloseable {
    private final SwitchAgent agent;
    private final SwitchTrunk trunk;

    private Switchboard(final SwitchAgent agent, final SwitchTrunk trunk) {
        this.agent = agent;
        this.trunk = trunk;
    }

    /**
     * Starts the thread of a switch that has no other beside it, and opens the listening points.
     *
     * @param trunk closed with the switch
     * @throws java.io.UncheckedIOException naming the point that could not be opened
     */
    public static Switchboard launch(
            final SwitchboardConfig config,
            final SwitchTrunk trunk,
            final CountersManager counters) {
        return start(new SwitchAgent(config, trunk, null, counters), trunk);
    }

    /**
     * Starts the thread of one of two switches, which stands by at first. The listening points are open while it is active.
     *
     * @param trunk closed with the switch
     */
    public static Switchboard launch(
            final SwitchboardConfig config,
            final SwitchTrunk trunk,
            final StandbyParts standby,
            final CountersManager counters) {
        return start(new SwitchAgent(config, trunk, standby, counters), trunk);
    }

    private static Switchboard start(final SwitchAgent agent, final SwitchTrunk trunk) {
        Thread.ofPlatform().name("switch").start(agent);
        return new Switchboard(agent, trunk);
    }

    /** Addresses and ports under which the router is reached. */
    public List<LocalPoint> localPoints() {
        return agent.doors().points();
    }

    /** Why an active switch is not reached from outside, empty when it is or stands by. Any thread. */
    public String complaint() {
        return agent.doors().complaint();
    }

    /** Why it has ended by itself, empty as long as it has not. Any thread. */
    public String failure() {
        return agent.failure();
    }

    /** Has something done by the thread of the switch. Any thread. */
    public void order(final Runnable order) {
        agent.order(order);
    }

    /** As of at most a tenth of a second ago. Any thread. */
    public SwitchFigures figures() {
        return agent.figures();
    }

    /**
     * Begins or ends draining a node: it gets no new Call-IDs, and goes on with what it has. Any thread.
     *
     * @return false when there is no node with this id, or this switch stands by: the active one says who drains
     */
    public boolean drain(final long nodeId, final boolean begins) {
        for (final NodeFigures node : agent.figures().nodes()) {
            if (node.id() == nodeId && agent.figures().active()) {
                agent.order(() -> agent.drain(node.number(), begins));
                return true;
            }
        }
        return false;
    }

    /**
     * Adds a link of the trunk, or removes one. Only from within an {@link #order}.
     *
     * @param address host and port at which this switch is reached
     */
    public LinkChange changeLink(final String address, final boolean adds) {
        return trunk.changeLink(address, adds);
    }

    /** This switch is about to be closed: the other one, if there is one, is to take over at once. Any thread. */
    public void leave() {
        agent.leave();
    }

    /** Sends what waits and closes everything; nodes keep what they have in hand. */
    @Override
    public void close() {
        agent.stop();
        agent.doors().close();
        trunk.close();
    }
}
