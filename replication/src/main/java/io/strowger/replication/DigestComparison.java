// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.DatabaseState;
import io.strowger.replication.Message.Announcement;
import org.jspecify.annotations.Nullable;

/**
 * Compares digests at equal birth date and level when the own level and the announced one run past each other: the last
 * few of both are remembered, and whichever comes second is compared with the first.
 */
final class DigestComparison {
    private static final int REMEMBERED = 64;

    private final @Nullable DatabaseState[] own = new DatabaseState[REMEMBERED];
    private final @Nullable Announcement[] announced = new Announcement[REMEMBERED];

    private boolean differs;

    /** Whether the last comparison found a difference. */
    boolean differs() {
        return differs;
    }

    /** The own database has this state now; true when the digests of this level were compared. */
    boolean onOwn(final DatabaseState state) {
        own[slot(state.level())] = state;
        return compare(state, announced[slot(state.level())]);
    }

    /** The leader has announced; true when the digests of this level were compared. */
    boolean onAnnounced(final Announcement announcement) {
        announced[slot(announcement.level())] = announcement;
        return compare(own[slot(announcement.level())], announcement);
    }

    /** What leaders of terms before this one have announced is compared with nothing any more. */
    void forgetAnnouncedBefore(final long term) {
        for (int i = 0; i < REMEMBERED; i++) {
            final Announcement each = announced[i];
            if (each != null && each.term() < term) {
                announced[i] = null;
            }
        }
    }

    private static int slot(final long level) {
        return (int) Long.remainderUnsigned(level, REMEMBERED);
    }

    private boolean compare(
            final @Nullable DatabaseState state, final @Nullable Announcement announcement) {
        if (state == null
                || announcement == null
                || !state.coherent()
                || state.birthDate() != announcement.birthDate()
                || state.level() != announcement.level()) {
            return false;
        }
        differs = CatchUp.digestDiffers(state, announcement);
        return true;
    }
}
