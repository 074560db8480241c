// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.DatabaseState;
import io.strowger.replication.Message.Activity;
import io.strowger.replication.Message.Announcement;
import io.strowger.replication.Message.LastLoad;
import io.strowger.replication.Message.Malformed;
import io.strowger.replication.Message.ReplicaReport;
import io.strowger.replication.Message.Role;
import io.strowger.replication.Message.Unknown;
import org.agrona.DirectBuffer;

/**
 * What a standby member of the location server does on the stream: its database comes by the group's own log, so it only
 * compares digests with the leader and reports to it, which makes it a load server that others are sent to. One thread;
 * time is monotonic nanoseconds.
 */
public final class StandbyReporter {
    private final ReplicaConfig config;
    private final SessionOutput output;
    private final Runnable alarm;
    private final ReplicationCounters counters = new ReplicationCounters();
    private final FrameReader reader = new FrameReader();
    private final FrameWriter writer = new FrameWriter();
    private final DigestComparison comparison = new DigestComparison();
    private final LevelWatch watch = new LevelWatch();
    private final Fence fence;
    private DatabaseState state;
    private long termOf;
    private long term;
    private long leader;
    private long reportAt = LevelWatch.NEVER;

    /**
     * A reporter.
     *
     * @param config of the member; of its timing silence and report beat count
     * @param state that the member begins with
     * @param alarm is run when the member's digest is found to be another than the leader's
     */
    public StandbyReporter(
            final ReplicaConfig config,
            final DatabaseState state,
            final SessionOutput output,
            final Runnable alarm) {
        this.config = config;
        this.state = state;
        this.output = output;
        this.alarm = alarm;
        fence = new Fence(state.birthDate(), 0, config.timing().silence());
        comparison.onOwn(state);
    }

    /** Takes a frame of the stream; what is no announcement is dropped. */
    public void onFrame(
            final DirectBuffer buffer, final int offset, final int length, final long now) {
        switch (reader.read(buffer, offset, length)) {
            case Announcement announcement -> onAnnouncement(announcement, now);
            case Unknown _ -> counters.increment(ReplicationCounter.UNKNOWN);
            case Malformed _ -> counters.increment(ReplicationCounter.MALFORMED);
            default -> {}
        }
    }

    /**
     * The newest term of a database that this member knows by the group's own log, be it of its own leadership: to be
     * said before an entry of that term is given to {@link #onApplied}, and when the member starts with what it has
     * stored. What older leaders have announced of levels to come is void from here on: a group that has lost levels
     * commits others in their place.
     */
    public void term(final long ofBirthDate, final long newest) {
        if (ofBirthDate == termOf && newest <= term) {
            return;
        }
        termOf = ofBirthDate;
        term = newest;
        comparison.forgetAnnouncedBefore(newest);
    }

    private void onAnnouncement(final Announcement announced, final long now) {
        if (announced.sender() == config.id()) {
            return;
        }
        if (judge(announced, now).isRefused(counters)) {
            return;
        }
        if (announced.birthDate() == state.birthDate()) {
            term(announced.birthDate(), announced.term());
        }
        leader = announced.sender();
        watch.heard(announced.level(), state.level(), now);
        final boolean wasRaised = comparison.differs();
        if (comparison.onAnnounced(announced)) {
            alarmIfNew(wasRaised);
        }
    }

    private Fence.Verdict judge(final Announcement announced, final long now) {
        return announced.birthDate() == termOf && announced.term() < term
                ? Fence.Verdict.OLDER_TERM
                : fence.announced(announced.birthDate(), announced.term(), now);
    }

    /** The member's database has a new state. */
    public void onApplied(final DatabaseState newest) {
        state = newest;
        watch.reached(newest.level());
        final boolean wasRaised = comparison.differs();
        if (comparison.onOwn(newest)) {
            alarmIfNew(wasRaised);
        }
    }

    private void alarmIfNew(final boolean wasRaised) {
        if (comparison.differs() && !wasRaised) {
            counters.increment(ReplicationCounter.DIGEST_DIFFERS);
            alarm.run();
        }
    }

    /** Reports to the leader when it is time. Gives 0 when there was nothing to do. */
    public int doWork(final long now) {
        if (now < reportAt || leader == 0) {
            return 0;
        }
        reportAt = now + config.timing().reportBeat();
        final int length = writer.write(report(now));
        counters.sent(output.offer(leader, writer.buffer(), 0, length), length);
        return 1;
    }

    /** What this member says of itself. */
    public ReplicaReport report(final long now) {
        return new ReplicaReport(
                config.id(),
                config.name(),
                Role.STANDBY,
                Activity.IN_STEP,
                state,
                watch.lagMillis(now),
                comparison.differs(),
                LastLoad.NONE,
                -1);
    }

    /** Highest level heard of. */
    public long knownLevel() {
        return watch.known();
    }

    public ReplicationCounters counters() {
        return counters;
    }
}
