// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

import java.util.ArrayList;
import java.util.List;

/**
 * Which networks are trusted, and which wider ones than a single source are banned. Looked through once for each source and each change,
 * not for each message. One thread.
 */
final class NetworkRules {
    /** Most banned networks; single sources do not count. */
    static final int MAX_BANNED = 256;

    private final List<Network> trusted;
    private final List<Banned> banned = new ArrayList<>();
    private int version = 1;

    record Banned(Network network, long endsAt) {}

    NetworkRules(final List<Network> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    boolean isTrusted(final long addressHigh, final long addressLow) {
        for (int i = 0; i < trusted.size(); i++) {
            if (trusted.get(i).contains(addressHigh, addressLow)) {
                return true;
            }
        }
        return false;
    }

    boolean isAnyTrustedIn(final Network network) {
        return trusted.stream().anyMatch(network::overlaps);
    }

    /** False when there is no room. */
    boolean ban(final Network network, final long endsAt) {
        banned.removeIf(each -> each.network().equals(network));
        if (banned.size() == MAX_BANNED) {
            return false;
        }
        banned.add(new Banned(network, endsAt));
        version++;
        return true;
    }

    boolean lift(final Network network) {
        version++;
        return banned.removeIf(each -> each.network().equals(network));
    }

    void expire(final long now) {
        banned.removeIf(each -> each.endsAt() <= now);
    }

    List<Banned> banned() {
        return banned;
    }

    boolean hasBans() {
        return !banned.isEmpty();
    }

    /** Changes whenever bans do. */
    int version() {
        return version;
    }

    /** When the last ban that holds for a source ends; 0 = there is none. */
    long banEndsAt(final long addressHigh, final long addressLow) {
        long endsAt = 0;
        for (int i = 0; i < banned.size(); i++) {
            final Banned each = banned.get(i);
            if (each.network().contains(addressHigh, addressLow)) {
                endsAt = Math.max(endsAt, each.endsAt());
            }
        }
        return endsAt;
    }
}
