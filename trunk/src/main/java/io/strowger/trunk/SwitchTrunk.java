// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.FrameHandler;
import io.strowger.doorbell.Doorbell;
import io.strowger.sip.message.Flow;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * The end of a switch, at which its nodes come by themselves: each has a number from its first frame on, the same again when
 * it comes back. One thread.
 */
public final class SwitchTrunk implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("strowger.trunk");
    private static final long LOOK_NANOS = 10_000_000;
    private static final int NOBODY = -1;
    private static final UnsafeBuffer NOTHING = new UnsafeBuffer(0, 0);

    private final Carrier bus;
    private final FrameHandler frames = this::onFrame;
    private final Path directory;
    private final long points;
    private final TrunkCounters counters;
    private final FrameHeader header = new FrameHeader();
    private final FrameHeader out = new FrameHeader();
    private final FrameRecords records;
    private final LinkAnnouncement links =
            new LinkAnnouncement(
                    TrunkRecord.HEADER,
                    (into, length) ->
                            TrunkRecord.writeWithoutFlow(into, 0, RecordKind.LINKS, length));
    private final TrunkPeer[] peers;
    private final Long2LongHashMap numbers = new Long2LongHashMap(NOBODY);
    private @Nullable Listener listener;
    private @Nullable SwitchLink other;
    private long lookAt;
    private long polledAt;
    private long strangerId;

    /**
     * @param directory of the bus
     * @param points what both ends have to agree about
     * @param process a random number of this process
     * @param nodes so many may come
     */
    public SwitchTrunk(
            final Carrier bus,
            final Path directory,
            final TrunkPoints points,
            final long process,
            final int nodes,
            final CountersManager counterTable) {
        this.bus = bus;
        this.directory = directory;
        this.points = points.hash();
        counters = new TrunkCounters(counterTable);
        records = new FrameRecords(points.count(), counters);
        peers = new TrunkPeer[nodes];
        out.process(process).points(points.hash());
    }

    /**
     * Names the other switch of the router, which reaches this one by this bus, as nodes do.
     *
     * @param frames is given what it sends, from within {@link #poll}
     */
    public SwitchTrunk beside(final SwitchAddress address, final FrameHandler frames) {
        return beside(address, frames, NodeTrunk::openAside);
    }

    SwitchTrunk beside(
            final SwitchAddress address, final FrameHandler frames, final Executor opener) {
        other = new SwitchLink(address, frames, opener);
        return this;
    }

    /**
     * Sends a frame to the other switch, which comes or goes as a whole.
     *
     * @return false when it takes no more, or is not there
     */
    public boolean sendToOther(final DirectBuffer frame, final int offset, final int length) {
        final SwitchLink link = other;
        return link != null && link.send(frame, offset, length);
    }

    /** What is heard of nodes, told from within {@link #poll} and {@link #flush}. */
    public interface Listener {
        /** A node has come for the first time. */
        void onNode(int node, long id);

        /** Another process is in its place, or its process has ended: what that had in hand is lost. */
        void onEnded(int node);

        /** It begins or ends draining. */
        void onDraining(int node, boolean drains);

        /** The trunk to it takes no more, or takes more again. */
        void onFull(int node, boolean full);

        /** It has sent a frame, with or without records. */
        void onHeard(int node);

        /** It has sent a record, valid during the call. */
        void onRecord(int node, TrunkRecord record);
    }

    /** Hands over what has come; 0 when there was nothing. */
    public int poll(final Listener to, final long now) {
        listener = to;
        polledAt = now;
        final SwitchLink link = other;
        final int work = bus.doWork(frames, now) + (link == null ? 0 : link.doWork(now));
        if (now - lookAt >= 0) {
            lookAt = now + LOOK_NANOS;
            lookForEnded(to, now);
        }
        return work;
    }

    /**
     * On this host the end of a process is seen, not concluded. What it sent last is taken first: what that answers is not to be
     * handed over.
     */
    private void lookForEnded(final Listener to, final long now) {
        for (final TrunkPeer peer : peers) {
            if (peer != null && !peer.ended && peer.heardAt != now && peer.watch.isEnded()) {
                peer.ended = true;
                peer.batch.clear();
                to.onEnded(peer.number);
            }
        }
    }

    private void onFrame(final DirectBuffer buffer, final int offset, final int length) {
        final SwitchLink link = other;
        if (link != null && link.isWith(bus.sender())) {
            link.onFrame(buffer, offset, length);
            return;
        }
        final FrameDefect defect = header.read(buffer, offset, length);
        if (defect != FrameDefect.NONE) {
            counters.defect(defect);
            return;
        }
        final Listener to = listener;
        final TrunkPeer peer = to == null ? null : peerOf(bus.sender(), to);
        if (peer == null || to == null) {
            return;
        }
        peer.onHeader(header, bus, to, polledAt);
        records.read(header, buffer, offset, length, peer);
    }

    private @Nullable TrunkPeer peerOf(final long id, final Listener to) {
        final int known = (int) numbers.get(id);
        if (header.points() != points || (known == NOBODY && numbers.size() == peers.length)) {
            refuse(id);
            return null;
        }
        if (known != NOBODY) {
            return peers[known];
        }
        final int number = numbers.size();
        final TrunkPeer peer = newPeer(number, id, to);
        peers[number] = peer;
        numbers.put(id, number);
        to.onNode(number, id);
        return peer;
    }

    private TrunkPeer newPeer(final int number, final long id, final Listener to) {
        return new TrunkPeer(number, id, to, new ProcessWatch(directory, id));
    }

    private void refuse(final long id) {
        if (strangerId != id) {
            strangerId = id;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "node {0} is refused: {1}",
                    Long.toHexString(id),
                    header.points() == points
                            ? "there are " + peers.length + " already (switch.max-nodes)"
                            : "its sip.listen is another one than that of this switch");
        }
    }

    /**
     * Adds a record to what goes to a node with the next {@link #flush}.
     *
     * @return false when the trunk to it takes no more
     */
    public boolean send(
            final int node, final DirectBuffer record, final int offset, final int length) {
        final TrunkPeer peer = peers[node];
        if (peer == null || !makeRoom(peer, length - TrunkRecord.HEADER)) {
            return false;
        }
        peer.batch.add(record, offset, length);
        counters.recordsSent.incrementRelease();
        return true;
    }

    /** Tells a node of a flow; what does not fit is lost, as it is on the way. */
    public void tell(final int node, final RecordKind kind, final Flow flow) {
        final TrunkPeer peer = peers[node];
        if (peer != null && makeRoom(peer, 0)) {
            peer.batch.add(kind, flow, NOTHING, 0, 0);
            counters.recordsSent.incrementRelease();
        }
    }

    /** Tells a node that what it sent on a flow did not go there. */
    public void sendBack(final int node, final RecordKind kind, final TrunkRecord record) {
        final TrunkPeer peer = peers[node];
        if (peer != null && makeRoom(peer, 0)) {
            peer.batch.addWithoutMessage(kind, record);
            counters.recordsSent.incrementRelease();
        }
    }

    private boolean makeRoom(final TrunkPeer peer, final int sipLength) {
        if (peer.ended) {
            return false;
        }
        if (peer.batch.hasRoom(sipLength)) {
            return true;
        }
        final boolean hasRoom = sipLength <= TrunkRecord.MAX_SIP && sendBatch(peer);
        if (!hasRoom) {
            peer.full = true;
            counters.full.incrementRelease();
        }
        return hasRoom;
    }

    private boolean sendBatch(final TrunkPeer peer) {
        out.beat(peer.beat);
        if (!bus.offer(peer.id, peer.batch.frame(out), peer.batch.length())) {
            return false;
        }
        peer.echoed = peer.beat;
        peer.batch.clear();
        peer.full = false;
        counters.framesSent.incrementRelease();
        return true;
    }

    /** Sends what has gathered, and beats to nodes that have sent one. Once a turn. */
    public void flush(final long term) {
        out.term(term);
        if (links.isDue(polledAt)) {
            announce();
        }
        for (int i = 0; i < numbers.size(); i++) {
            final TrunkPeer peer = peers[i];
            if (peer.ended || (peer.batch.isEmpty() && peer.echoed == peer.beat)) {
                continue;
            }
            if (!sendBatch(peer) && !bus.isConnected(peer.id)) {
                // Nobody is there: what it was to get is not to wait for who comes next.
                peer.batch.clear();
                peer.full = false;
            }
            if (peer.full != peer.saidFull) {
                peer.saidFull = peer.full;
                peer.to.onFull(peer.number, peer.full);
            }
        }
    }

    /** Adds a link, or removes one, while everything runs; nodes and the other switch are told, again and again from now on. */
    public LinkChange changeLink(final String address, final boolean adds) {
        final LinkChange change = adds ? bus.addLink(address) : bus.removeLink(address);
        if (change == LinkChange.DONE) {
            final SwitchLink link = other;
            links.change(bus.links());
            if (link != null) {
                link.tell(bus.links());
            }
        }
        return change;
    }

    private void announce() {
        for (int i = 0; i < numbers.size(); i++) {
            if (makeRoom(peers[i], links.message().capacity() - TrunkRecord.HEADER)) {
                peers[i].batch.add(links.message(), 0, links.message().capacity());
            }
        }
    }

    /** Forgets what has gathered: it was given out under a term that is over. */
    public void discard() {
        for (int i = 0; i < numbers.size(); i++) {
            peers[i].batch.clear();
            peers[i].full = false;
            peers[i].saidFull = false;
        }
    }

    /** Tells again what was told of each node once, and lasts: to who has forgotten it. */
    public void restate(final Listener to) {
        for (int i = 0; i < numbers.size(); i++) {
            if (peers[i].draining) {
                to.onDraining(i, true);
            }
            if (peers[i].ended) {
                to.onEnded(i);
            }
        }
    }

    /**
     * Gives nodes the numbers that the other switch has given them; those that it does not know come behind.
     *
     * @param ids of nodes by their numbers, none twice; those above what may come are left out
     * @return whether a node has another number now than it had before
     */
    public boolean adopt(final long[] ids, final Listener to) {
        final TrunkPeer[] before = Arrays.copyOf(peers, numbers.size());
        final TrunkPeer[] after = new TrunkPeer[peers.length];
        int count = 0;
        for (int i = 0; i < ids.length && count < after.length; i++) {
            final int known = (int) numbers.get(ids[i]);
            after[count] = known == NOBODY ? newPeer(count, ids[i], to) : peers[known];
            count++;
        }
        for (final TrunkPeer peer : before) {
            if (count < after.length && !Arrays.asList(after).contains(peer)) {
                after[count++] = peer;
            }
        }
        boolean isChanged = false;
        numbers.clear();
        for (int i = 0; i < count; i++) {
            isChanged |= i < before.length && before[i] != after[i];
            after[i].number = i;
            numbers.put(after[i].id, i);
        }
        System.arraycopy(after, 0, peers, 0, after.length);
        return isChanged;
    }

    /** Whether nothing comes or goes any more, and nodes have to find another trunk: this thread stood still for long. */
    public boolean isBroken() {
        return bus.isBroken();
    }

    /** Sleeps until something comes by the trunk, or the time is over. */
    public void await(final long nanos) {
        bus.await(nanos);
    }

    /**
     * Has its owner sleep where other things come as well; what comes by the trunk ends that, too.
     *
     * @param sleep is given the time
     * @param isRung whether {@link #bell} ends that sleep
     */
    public void rest(final LongConsumer sleep, final boolean isRung, final long nanos) {
        bus.rest(sleep, isRung, nanos);
    }

    /** By which nodes of this host wake who {@link #rest rests}; null when they cannot. */
    public @Nullable Doorbell bell() {
        return bus.bell();
    }

    /** How the links to a node stand, where there are several; none otherwise. */
    public List<LinkFigures> links(final int node) {
        return bus.links(peers[node].id);
    }

    /** Nodes that have come so far; their numbers are below. */
    public int nodes() {
        return numbers.size();
    }

    /** The address of the host from which a node was heard last; null when that is this one, or it was not heard. */
    public @Nullable String host(final int node) {
        final TrunkPeer peer = peers[node];
        return peer == null ? null : peer.host;
    }

    /** The id of a node in the cluster. */
    public long id(final int node) {
        return peers[node].id;
    }

    @Override
    public void close() {
        for (final TrunkPeer peer : peers) {
            CloseHelper.quietClose(peer == null ? null : peer.watch);
        }
        Arrays.fill(peers, null);
        numbers.clear();
        CloseHelper.quietCloseAll(other, bus);
    }
}
