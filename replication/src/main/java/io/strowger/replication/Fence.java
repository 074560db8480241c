// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

/**
 * Keeps out what an old leader still says. The highest term heard of a birth date counts; frames of an older term are
 * refused. Terms of different birth dates say nothing about each other: a younger database is followed at once, an
 * older one (a backup that was brought back) only when the one followed so far has been silent for a while.
 */
final class Fence {
    /** What is to become of a frame. */
    enum Verdict {
        ACCEPTED,
        OLDER_TERM,
        OTHER_BIRTH_DATE;

        /** Whether the frame is to be dropped; a yes is counted. */
        boolean isRefused(final ReplicationCounters counters) {
            switch (this) {
                case ACCEPTED -> {}
                case OLDER_TERM -> counters.increment(ReplicationCounter.OLDER_TERM);
                case OTHER_BIRTH_DATE -> counters.increment(ReplicationCounter.OTHER_BIRTH_DATE);
            }
            return this != ACCEPTED;
        }
    }

    private final long silenceNanos;
    private long birthDate;
    private long term;
    private long heardAt;
    private boolean started;

    Fence(final long birthDate, final long term, final long silenceNanos) {
        this.birthDate = birthDate;
        this.term = term;
        this.silenceNanos = silenceNanos;
    }

    long birthDate() {
        return birthDate;
    }

    long term() {
        return term;
    }

    /** Judges an announcement; an accepted one moves the fence. */
    Verdict announced(final long announcedBirthDate, final long announcedTerm, final long now) {
        if (!started) {
            started = true;
            heardAt = now;
        }
        final boolean isFollowed = announcedBirthDate == birthDate;
        if (isFollowed && announcedTerm < term) {
            return Verdict.OLDER_TERM;
        }
        if (!isFollowed && announcedBirthDate < birthDate && now - heardAt < silenceNanos) {
            return Verdict.OTHER_BIRTH_DATE;
        }
        birthDate = announcedBirthDate;
        term = announcedTerm;
        heardAt = now;
        return Verdict.ACCEPTED;
    }

    /** Judges what is no announcement: an entry, a chunk of a load. A newer term moves the fence. */
    Verdict carried(final long carriedBirthDate, final long carriedTerm) {
        if (carriedBirthDate != birthDate) {
            return Verdict.OTHER_BIRTH_DATE;
        }
        if (carriedTerm < term) {
            return Verdict.OLDER_TERM;
        }
        term = carriedTerm;
        return Verdict.ACCEPTED;
    }
}
