// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import java.util.List;
import java.util.Random;

/**
 * A model of the location server group: three members, a committed log, one leader a term. A change is acknowledged when
 * a quorum has it; a new leader has applied all of them before it leads. A leader that is cut off does not know for a
 * while and goes on announcing.
 */
final class Group {
    private static final long LOOK_NANOS = 50_000_000;
    private static final long MICRO = 1_000;
    private static final int UNPUBLISHED_IN_1000 = 3;

    private final Schedule schedule;
    private final Random chance;
    private final Truth truth;
    private final List<Member> members;
    private Member leader;
    private long term = 1;
    private boolean rests;
    private long leaderless;
    private long patience;

    Group(
            final Schedule schedule,
            final Random chance,
            final Truth truth,
            final List<Member> members) {
        this.schedule = schedule;
        this.chance = chance;
        this.truth = truth;
        this.members = members;
        leader = members.getFirst();
        leader.lead(term);
        schedule.after(LOOK_NANOS, this::look);
    }

    private void look() {
        schedule.after(LOOK_NANOS, this::look);
        members.forEach(Member::follow);
        if (canLead(leader) && leader.leads()) {
            leaderless = 0;
            return;
        }
        if (leaderless == 0) {
            leaderless = schedule.now();
            patience = 300_000_000L + chance.nextInt(700_000_000);
            final Member old = leader;
            // It finds out by itself, sooner or later than the others.
            schedule.after(chance.nextInt(2_000_000_000), () -> stepDownUnlessLeading(old));
        }
        if (schedule.now() - leaderless >= patience) {
            elect();
        }
    }

    private void stepDownUnlessLeading(final Member old) {
        if (old.leads() && (old != leader || !canLead(old))) {
            old.stepDown();
        }
    }

    private void elect() {
        final List<Member> able = members.stream().filter(this::canLead).toList();
        if (able.isEmpty()) {
            return;
        }
        leader = able.get(chance.nextInt(able.size()));
        term++;
        leaderless = 0;
        leader.lead(term);
    }

    /** Whether it is alive and reaches a quorum. */
    private boolean canLead(final Member member) {
        return member.isReached() && members.stream().filter(Member::isReached).count() > 1;
    }

    /** Nothing is asked of the group for a while. */
    void rests(final boolean isResting) {
        rests = isResting;
    }

    /** A change is asked for; it is acknowledged when there is a leader with a quorum. */
    void update() {
        if (rests || !canLead(leader) || !leader.leads()) {
            return;
        }
        final byte[] entry = truth.commit(term);
        final boolean publishes = chance.nextInt(1000) >= UNPUBLISHED_IN_1000;
        leader.committed(entry, publishes);
        if (!publishes) {
            leader.crash("between commit and publication");
            final Member crashed = leader;
            schedule.after(1_000_000_000L + chance.nextInt(1_000_000_000), crashed::restart);
        }
        for (final Member member : members) {
            schedule.after(200 * MICRO + chance.nextInt(5000) * MICRO, member::follow);
        }
    }

    /** The group begins anew with another database, a younger one, or an older one that is brought back. */
    void replaceDatabase(final boolean isYounger) {
        truth.replace(isYounger);
        for (final Member member : members) {
            member.cutOff(false);
            member.freeze(0);
            member.restart();
            member.follow();
        }
        term = 1;
        leader = members.getFirst();
        for (int i = 0; i < 5; i++) {
            truth.commit(term);
        }
        leader.lead(term);
    }

    /** The group goes on from an older state: the documented way back when two of three disks are gone. */
    void loseLevels() {
        truth.lose(1 + chance.nextInt(10));
        for (final Member member : members) {
            member.cutOff(false);
            member.freeze(0);
            member.restart();
            member.startOver();
        }
        term++;
        leader = members.get(chance.nextInt(members.size()));
        leader.lead(term);
    }

    Member leader() {
        return leader;
    }

    List<Member> members() {
        return members;
    }
}
