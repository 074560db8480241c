// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.replication.Message.Announcement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whom a replica hears, whom it reports to and whom it asks for loads, the best first. It stays with the sender whose
 * announcements it hears; when that one falls silent it turns to another that it hears (the second designated receiver
 * of its region, a new leader).
 */
final class LoadServers {
    private final long self;
    private final long silenceNanos;
    private final Map<Long, Heard> senders = new LinkedHashMap<>();
    private long parent;

    private record Heard(Announcement announcement, long at) {}

    LoadServers(final long self, final long silenceNanos) {
        this.self = self;
        this.silenceNanos = silenceNanos;
    }

    /** An accepted announcement was heard. */
    void heard(final Announcement announcement, final long now) {
        final Heard followed = senders.get(parent);
        if (followed == null
                || now - followed.at() >= silenceNanos
                || followed.announcement().birthDate() != announcement.birthDate()
                || followed.announcement().term() < announcement.term()) {
            parent = announcement.sender();
        }
        senders.values().removeIf(each -> now - each.at() >= silenceNanos);
        if (senders.size() < WireLimits.LOAD_SERVERS
                || senders.containsKey(announcement.sender())) {
            senders.put(announcement.sender(), new Heard(announcement, now));
        }
    }

    /** Whom to report to; 0 before anybody was heard. */
    long parent() {
        return parent;
    }

    /**
     * The server to ask at the n-th attempt: the first choices of the parent and of others heard, then the rest, round
     * and round. Designated receivers that name themselves are asked twice before those above them: when a whole region
     * starts, it waits for them and does not fall upon the members. 0 when there is nobody.
     */
    long choose(final int attempt) {
        final List<Announcement> heard = new ArrayList<>();
        final Heard first = senders.get(parent);
        if (first != null) {
            heard.add(first.announcement());
        }
        senders.values().forEach(each -> heard.add(each.announcement()));
        final Set<Long> order = new LinkedHashSet<>();
        final List<Long> receivers = new ArrayList<>();
        for (int rank = 0; rank < WireLimits.LOAD_SERVERS; rank++) {
            for (final Announcement each : heard) {
                final List<Long> list = turned(each);
                if (rank < list.size() && order.add(list.get(rank)) && isReceiver(each, rank)) {
                    receivers.add(list.get(rank));
                }
            }
        }
        receivers.addAll(order);
        receivers.removeIf(id -> id == self);
        return receivers.isEmpty() ? 0 : receivers.get(attempt % receivers.size());
    }

    private static boolean isReceiver(final Announcement announcement, final int rank) {
        return rank == 0
                && announcement.loadServers().size() > 1
                && announcement.loadServers().getFirst() == announcement.sender();
    }

    /** How many there are to choose from. */
    int count() {
        final Set<Long> all = new LinkedHashSet<>();
        senders.values().forEach(each -> all.addAll(each.announcement().loadServers()));
        all.remove(self);
        return all.size();
    }

    /** The servers of an announcement; replicas begin with different ones of those that are equally good. */
    private List<Long> turned(final Announcement announcement) {
        final List<Long> servers = announcement.loadServers();
        final int equal = announcement.equalLoadServers();
        if (equal < 2) {
            return servers;
        }
        final List<Long> result = new ArrayList<>(servers.size());
        final int first = (int) Long.remainderUnsigned(self, equal);
        for (int i = 0; i < equal; i++) {
            result.add(servers.get((first + i) % equal));
        }
        result.addAll(servers.subList(equal, servers.size()));
        return result;
    }
}
