// SPDX-License-Identifier: Apache-2.0
package io.strowger.lease;

/**
 * Who may be the active switch, as the location server group has it: part of its replicated state,
 * changed by its log alone, in cluster time. A lease is given to one switch at a time; whoever gets
 * it from another, or after it has ended, gets the next term.
 */
public final class LeaseRegister {
    /** Nobody has had the lease yet. */
    public static final int NOBODY = -1;

    /** Longest lease that is given, in milliseconds. */
    public static final long LONGEST_MILLIS = 60_000;

    private int holder = NOBODY;
    private long term;
    private long endsAt;
    private long length;

    /**
     * A switch asks for the lease, or for more of it.
     *
     * @param sender number of the switch
     * @param heldTerm the term that it holds, 0 for none
     * @param lengthMillis for how long it wants the lease from now on, up to {@link #LONGEST_MILLIS}
     * @return the term it holds now, or 0: another switch has the lease
     */
    public long request(
            final int sender,
            final long heldTerm,
            final long lengthMillis,
            final long clusterMillis) {
        final boolean isRenewal = sender == holder && heldTerm == term;
        final boolean isPossible =
                sender >= 0 && lengthMillis > 0 && lengthMillis <= LONGEST_MILLIS;
        if (!isPossible || (!isRenewal && clusterMillis < endsAt)) {
            return 0;
        }
        term = isRenewal ? term : nextTerm(clusterMillis);
        holder = sender;
        length = Math.max(clusterMillis < endsAt ? length : 0, lengthMillis);
        endsAt = Math.max(endsAt, clusterMillis + lengthMillis);
        return term;
    }

    /** The first term is the time in seconds: above all that a group had given whose log is gone. */
    private long nextTerm(final long clusterMillis) {
        return term == 0 ? Math.max(1, clusterMillis / 1_000) : term + 1;
    }

    /**
     * Another member gives the cluster time from now on, by a clock of its own. How much of the lease
     * is left nobody can tell, so it lasts a whole length from now.
     */
    public void onNewLeader(final long clusterMillis) {
        if (holder != NOBODY) {
            endsAt = clusterMillis + length;
        }
    }

    /**
     * The active switch gives the lease up, or its host vouches that its process has ended: the
     * other one need not wait for the end of the lease.
     */
    public void release(final int sender, final long heldTerm) {
        if (sender == holder && heldTerm == term) {
            holder = NOBODY;
            endsAt = Long.MIN_VALUE;
        }
    }

    /** The switch that has or had the lease, or {@link #NOBODY}. */
    public int holder() {
        return holder;
    }

    /** The newest term. */
    public long term() {
        return term;
    }

    /** Cluster time at which the lease ends. */
    public long endsAtMillis() {
        return endsAt;
    }

    /** How long the lease is at most from any moment on, in milliseconds. */
    public long lengthMillis() {
        return length;
    }

    /** Puts back what a snapshot of the replicated state has kept. */
    public void restore(
            final int lastHolder,
            final long lastTerm,
            final long lastEndsAtMillis,
            final long lastLengthMillis) {
        holder = lastHolder;
        term = lastTerm;
        endsAt = lastEndsAtMillis;
        length = lastLengthMillis;
    }
}
