// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.FrameHandler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * All links of one end as one way to each peer (decision record 29). With a single link frames go as they are. Who has several puts a header before each,
 * and who is sent such a header answers with one, so that an end with one link and one with two understand each other. One thread.
 */
final class TrunkLinks implements LinkSet, AutoCloseable {
    /** Links are judged by how soon is answered what has come, also where that ends no sleep. */
    private static final long LOOK_NANOS = 10_000_000;

    private static final long PEERS_NANOS = 1_000_000;
    private static final long LAST_NANOS = 1_000_000_000;

    private final @Nullable TrunkLink[] links = new TrunkLink[LinkChoice.MOST];
    private final String[] addresses = new String[LinkChoice.MOST];
    private final FrameHandler taker = this::onFrame;

    /** Until when it counts that somebody with one link was heard by it. */
    private final long[] plainUntil = new long[LinkChoice.MOST];

    private final List<Removed> removed = new ArrayList<>();
    private final Long2ObjectHashMap<LinkedPeer> peers = new Long2ObjectHashMap<>();
    private final LinkHeader header = new LinkHeader();
    private final CountersManager counters;
    private final long process;
    private final long asked;
    private final int mostPeers;
    private FrameHandler to = (_, _, _) -> {};
    private @Nullable TrunkLink polled;
    private long sender;
    private long now;
    private long lookAt;

    /**
     * @param process a random number of this end
     * @param asked whom this end asks, 0 when it is asked
     * @param mostPeers with several links; further ones are refused
     */
    TrunkLinks(
            final long process,
            final long asked,
            final int mostPeers,
            final CountersManager counters) {
        this.process = process;
        this.asked = asked;
        this.mostPeers = mostPeers;
        this.counters = counters;
        Arrays.fill(addresses, "");
    }

    /**
     * Adds a link.
     *
     * @return its number, or {@link LinkChoice#NONE} when there is no place for one more
     */
    int add(final TrunkLink link, final String address) {
        for (int i = 0; i < links.length; i++) {
            if (links[i] == null) {
                links[i] = link;
                addresses[i] = address;
                return i;
            }
        }
        return LinkChoice.NONE;
    }

    /** A link over which nothing is sent any more, while the other end still may. */
    private record Removed(TrunkLink link, long until) {}

    /** Whether a link of this address may be added. */
    LinkChange mayAdd(final String address) {
        if (numberOf(address) != LinkChoice.NONE) {
            return LinkChange.THERE_ALREADY;
        }
        return count() == LinkChoice.MOST ? LinkChange.NO_ROOM : LinkChange.DONE;
    }

    private int numberOf(final String address) {
        for (int i = 0; i < links.length; i++) {
            if (links[i] != null && addresses[i].equals(address)) {
                return i;
            }
        }
        return LinkChoice.NONE;
    }

    /** Removes the link of an address; for a second it still brings what the other end sends, which has yet to hear of it. */
    LinkChange remove(final String address) {
        final int number = numberOf(address);
        final TrunkLink link = number == LinkChoice.NONE ? null : links[number];
        if (link == null) {
            return LinkChange.NOT_THERE;
        }
        boolean isNeeded = count() == 1 || now - plainUntil[number] < 0;
        for (final LinkedPeer peer : peers.values()) {
            isNeeded |= peer.needs(number);
        }
        if (isNeeded) {
            return LinkChange.NEEDED;
        }
        links[number] = null;
        removed.add(new Removed(link, now + LAST_NANOS));
        return LinkChange.DONE;
    }

    /** Of all links, in their order. */
    List<String> addresses() {
        final List<String> present = new ArrayList<>();
        for (int i = 0; i < links.length; i++) {
            if (links[i] != null) {
                present.add(addresses[i]);
            }
        }
        return present;
    }

    int count() {
        int count = 0;
        for (final TrunkLink link : links) {
            count += link == null ? 0 : 1;
        }
        return count;
    }

    /** Takes what has come by all links, and sends what is due; 0 when there was nothing. */
    int doWork(final FrameHandler handler, final long nowNanos) {
        to = handler;
        now = nowNanos;
        if (asked != 0 && count() > 1) {
            final LinkedPeer _ = peer(asked);
        }
        int work = 0;
        for (int i = 0; i < links.length; i++) {
            final TrunkLink link = links[i];
            work += link == null ? 0 : poll(link);
        }
        for (int i = removed.size() - 1; i >= 0; i--) {
            work += takeFromRemoved(removed.get(i));
        }
        return work + lookAfterPeers();
    }

    /** Not in every turn: under load these follow each other within some microseconds. */
    private int lookAfterPeers() {
        int sent = 0;
        if (now - lookAt >= 0) {
            lookAt = now + PEERS_NANOS;
            for (final LinkedPeer peer : peers.values()) {
                sent += peer.doWork(now);
            }
        }
        return sent;
    }

    private int poll(final TrunkLink link) {
        polled = link;
        final int work = link.poll(taker, now);
        polled = null;
        return work;
    }

    private int takeFromRemoved(final Removed each) {
        if (now - each.until < 0) {
            return poll(each.link);
        }
        removed.remove(each);
        each.link.close();
        return 1;
    }

    private @Nullable LinkedPeer peer(final long id) {
        final LinkedPeer known = peers.get(id);
        if (known != null || peers.size() == mostPeers) {
            return known;
        }
        final boolean asks = asked != 0;
        final LinkedPeer made =
                new LinkedPeer(id, process, asks, this, new LinkCounters(counters, id, asks));
        peers.put(id, made);
        return made;
    }

    private void onFrame(final DirectBuffer buffer, final int offset, final int length) {
        final TrunkLink from = polled;
        sender = from == null ? 0 : from.sender();
        if (!LinkHeader.begins(buffer, offset, length)) {
            notePlain(from);
            to.onFrame(buffer, offset, length);
            return;
        }
        final boolean isSound = header.read(buffer, offset, length) == FrameDefect.NONE;
        final LinkedPeer peer = isSound ? peer(sender) : peers.get(sender);
        if (peer != null && isSound) {
            peer.onFrame(header, buffer, offset, length, to, now);
        } else if (peer != null) {
            peer.onBadFrame();
        }
    }

    /** Somebody who has one link goes over this one. */
    private void notePlain(final @Nullable TrunkLink from) {
        for (int i = 0; i < links.length; i++) {
            if (Objects.equals(links[i], from)) {
                plainUntil[i] = now + LAST_NANOS;
            }
        }
    }

    /** Who has sent the frame that is being handed over. */
    long sender() {
        return sender;
    }

    boolean isConnected(final long peer) {
        for (int i = 0; i < links.length; i++) {
            if (isConnected(i, peer)) {
                return true;
            }
        }
        return false;
    }

    /** The address of the host of a peer, on the network by which frames would go to it now; null when there is none. */
    @Nullable String host(final long peer) {
        final LinkedPeer linked = peers.get(peer);
        final int link = linked == null ? plainLink(peer) : linked.next();
        final TrunkLink present = link == LinkChoice.NONE ? null : links[link];
        return present == null ? null : present.host(peer);
    }

    boolean offer(final long peer, final DirectBuffer frame, final int length) {
        final LinkedPeer linked = peers.get(peer);
        return linked == null
                ? offer(plainLink(peer), peer, frame, length)
                : linked.offer(frame, length, now);
    }

    /** Of a peer that has one link: the one by which it has come. */
    private int plainLink(final long peer) {
        int first = LinkChoice.NONE;
        for (int i = 0; i < links.length; i++) {
            if (isConnected(i, peer)) {
                return i;
            }
            first = first == LinkChoice.NONE && links[i] != null ? i : first;
        }
        return first;
    }

    /** For how long nothing is due, at most so many nanoseconds. */
    long dueIn(final long most) {
        long due = peers.isEmpty() ? most : Math.min(most, LOOK_NANOS);
        for (final LinkedPeer peer : peers.values()) {
            due = Math.min(due, peer.dueIn(due, now));
        }
        return due;
    }

    /** How the links to a peer stand; none when it has but one. */
    List<LinkFigures> figures(final long peer) {
        final LinkedPeer linked = peers.get(peer);
        return linked == null ? List.of() : linked.figures();
    }

    @Override
    public boolean has(final int link) {
        return links[link] != null;
    }

    @Override
    public String address(final int link) {
        return addresses[link];
    }

    @Override
    public boolean isConnected(final int link, final long peer) {
        final TrunkLink present = links[link];
        return present != null && present.isConnected(peer);
    }

    @Override
    public boolean offer(
            final int link, final long peer, final DirectBuffer frame, final int length) {
        final TrunkLink present = link == LinkChoice.NONE ? null : links[link];
        return present != null && present.offer(peer, frame, length);
    }

    @Override
    public void close() {
        peers.values().forEach(CloseHelper::quietClose);
        peers.clear();
        for (final TrunkLink link : links) {
            CloseHelper.quietClose(link);
        }
        Arrays.fill(links, null);
        removed.forEach(each -> each.link.close());
        removed.clear();
    }
}
