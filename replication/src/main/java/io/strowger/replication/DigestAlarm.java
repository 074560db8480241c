// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

/**
 * Raised while the digest is another than the leader's at equal birth date and level. The first reload comes at once;
 * when it did not help, the next ones wait ever longer, so that a damaged leader does not keep its replicas loading.
 */
final class DigestAlarm {
    private static final int MOST_DOUBLINGS = 6;

    private final long backoffNanos;
    private boolean raised;
    private int reloads;
    private long notBefore = LevelWatch.NEVER;

    DigestAlarm(final long backoffNanos) {
        this.backoffNanos = backoffNanos;
    }

    boolean isRaised() {
        return raised;
    }

    /** The digest differs; true when that is news. */
    boolean raise() {
        final boolean isNew = !raised;
        raised = true;
        return isNew;
    }

    /** The digest is right. */
    void clear() {
        raised = false;
        reloads = 0;
        notBefore = LevelWatch.NEVER;
    }

    /** Whether to reload now; a yes counts. */
    boolean isReloadDue(final long now) {
        if (now < notBefore) {
            return false;
        }
        notBefore = now + (backoffNanos << Math.min(reloads, MOST_DOUBLINGS));
        reloads++;
        return true;
    }
}
