// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.DatabaseState;
import io.strowger.replication.Message.Announcement;
import io.strowger.replication.Message.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A standby compares and reports, whichever of it and its leader is ahead at the moment. */
class StandbyReporterTest {
    private final History history = new History(History.BIRTH_DATE, 20);
    private final Sent sent = new Sent();
    private final FrameWriter writer = new FrameWriter();
    private int alarms;
    private final StandbyReporter reporter =
            new StandbyReporter(
                    ReplicaConfig.standard(2, "standby", Role.STANDBY),
                    history.at(3).state(),
                    sent,
                    () -> alarms++);

    private void announce(final DatabaseState state, final long term) {
        final Announcement announcement = Announcement.of(1, term, state, 1, List.of(1L), 1);
        reporter.onFrame(writer.buffer(), 0, writer.write(announcement), 0);
        reporter.doWork(0);
    }

    private DatabaseState damaged(final long level) {
        final MemoryStore store = history.at(level);
        store.damage();
        return store.state();
    }

    @Test
    void itReportsToTheLeaderItHears() {
        announce(history.at(3).state(), 2);
        assertThat(sent.lines()).isEqualTo("1 <- report STANDBY level 3\n");
    }

    @Test
    void aStandbyBehindItsLeaderIsComparedWhenItGetsThere() {
        announce(history.at(4).state(), 2);
        announce(damaged(5), 2);
        reporter.onApplied(history.at(4).state());
        assertThat(alarms).isZero();
        reporter.onApplied(history.at(5).state());
        assertThat(alarms).isOne();
        reporter.onApplied(history.at(5).state());
        assertThat(alarms).isOne();
    }

    @Test
    void aStandbyAheadOfWhatIsAnnouncedIsComparedWithWhatItWas() {
        for (int level = 4; level <= 9; level++) {
            reporter.onApplied(level == 7 ? damaged(7) : history.at(level).state());
        }
        announce(history.at(6).state(), 2);
        assertThat(alarms).isZero();
        announce(history.at(7).state(), 2);
        assertThat(alarms).isOne();
        assertThat(sent.lines()).isEqualTo("1 <- report STANDBY level 9\n");
        assertThat(reporter.report(0).digestDiffers()).isTrue();
    }

    @Test
    void anOlderLeaderIsNotListenedTo() {
        announce(history.at(3).state(), 2);
        announce(damaged(3), 1);
        assertThat(alarms).isZero();
        assertThat(reporter.counters().get(ReplicationCounter.OLDER_TERM)).isOne();
    }

    @Test
    void whatAFormerLeaderHasAnnouncedIsVoidWhenTheGroupHasLostItsLevels() {
        announce(damaged(5), 2);
        reporter.term(History.BIRTH_DATE, 3);
        reporter.onApplied(history.at(4).state());
        reporter.onApplied(history.at(5).state());
        announce(damaged(5), 2);
        assertThat(alarms).isZero();
    }

    @Test
    void aNewLeaderThatIsHeardFirstMakesVoidWhatTheFormerOneSaid() {
        announce(damaged(5), 2);
        announce(history.at(3).state(), 3);
        reporter.onApplied(history.at(4).state());
        reporter.onApplied(history.at(5).state());
        assertThat(alarms).isZero();
        announce(damaged(5), 3);
        assertThat(alarms).isOne();
    }

    @Test
    void theTermOfAnotherDatabaseSaysNothing() {
        reporter.term(History.BIRTH_DATE + 1, 9);
        announce(damaged(3), 2);
        assertThat(alarms).as("it is compared from what it begins with on").isOne();
    }
}
