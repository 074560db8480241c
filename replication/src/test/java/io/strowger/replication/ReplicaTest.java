// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The replica, one ladder a rule. Figures are the source's. */
class ReplicaTest {
    @Test
    void theNextLevelIsAppliedWhenItComes() {
        ReplicaLadder.plays(
                1,
                """
                leader => r : announce 1
                leader => r : entry 2
                r level 2
                leader => r : announce 2
                """);
    }

    @Test
    void whatComesTwiceByTwoNetworksCountsOnce() {
        ReplicaLadder.plays(
                1,
                """
                leader => r : announce 1
                leader => r : entry 2
                r level 2
                leader => r : entry 2
                leader => r : announce 2
                leader => r : announce 2
                """);
    }

    @Test
    void entriesOutOfOrderWaitForTheirTurn() {
        ReplicaLadder.plays(
                0,
                """
                leader => r : announce 0
                leader => r : entry 3
                leader => r : entry 2
                leader => r : entry 1
                r level 3
                ~~ 1000
                """);
    }

    @Test
    void aMissingLevelIsLoadedWhenItDoesNotComeByItself() {
        ReplicaLadder.plays(
                1,
                """
                leader => r : announce 1
                leader => r : entry 3
                ~~ 4
                ~~ 1
                r load INCREMENTAL
                r -> server : entries from 2
                server => r : entries 2..3
                r level 3
                leader => r : announce 3
                """);
    }

    @Test
    void anAnnouncementShowsWhatTheStreamHasLost() {
        ReplicaLadder.plays(
                1,
                """
                leader => r : announce 4
                ~~ 5
                r load INCREMENTAL
                r -> server : entries from 2
                server => r : entries 2..2 more
                r level 2
                server => r : entries 3..3       | the window is used up
                r level 3
                r -> server : entries from 4
                leader => r : entry 5            | is kept until its turn
                server => r : entries 4..4
                r level 5
                """);
    }

    @Test
    void aSilentServerIsLeftForTheNext() {
        ReplicaLadder.plays(
                1,
                """
                leader => r : announce 3
                ~~ 5
                r load INCREMENTAL
                r -> server : entries from 2
                ~~ 300
                r -> leader : entries from 2
                server => r : entries 2..3       | late is not too late
                r level 3
                """);
    }

    @Test
    void aBusyServerIsLeftForTheNextAfterAPause() {
        ReplicaLadder.plays(
                1,
                """
                leader => r : announce 3
                ~~ 5
                r load INCREMENTAL
                r -> server : entries from 2
                server => r : answer BUSY
                ~~ 40
                r -> leader : entries from 2
                """);
    }

    @Test
    void aBlankReplicaIsReloaded() {
        new ReplicaLadder(new MemoryStore(false, 100))
                .play(
                        """
                        leader => r : announce 6
                        r load NOT_COHERENT
                        r -> server : records
                        server => r : records - .. - at 6
                        r level 6
                        leader => r : entry 7
                        r level 7
                        leader => r : announce 7
                        """);
    }

    @Test
    void aReplicaJoinsTheRoundAnywhereAndRepairsWhatChangedMeanwhile() {
        final ReplicaLadder ladder = new ReplicaLadder(new MemoryStore(false, 100));
        ladder.play(
                """
                leader => r : announce 6
                r load NOT_COHERENT
                r -> server : records
                server => r : records k2 .. - at 6   | joined in the middle
                leader => r : entry 7
                leader => r : entry 8
                server => r : records - .. k2 at 8   | the next round, two levels later
                r level 8
                """);
        assertThat(ladder.store().hasSameRecordsAs(new History(7, 20).at(8))).isTrue();
    }

    /** Whether it is the same server that is joined anew or another one, it is told what is lacking. */
    @Test
    void aReloadGoesOnWhereItWasWhenItsServerFallsSilent() {
        final ReplicaLadder ladder = new ReplicaLadder(new MemoryStore(false, 100));
        ladder.play(
                """
                leader => r : announce 6
                r load NOT_COHERENT
                r -> server : records
                server => r : records k2 .. - at 6
                server => r : records - .. k0 at 6
                ~~ 300
                ~~ 300
                """
                        + "~~ 300\nr -> server : records after k0 up to k2\n".repeat(7)
                        + "~~ 300\nr -> leader : records after k0 up to k2\n");
        ladder.play(
                """
                server => r : records k0 .. k2 at 6
                r level 6
                """);
        assertThat(ladder.store().hasSameRecordsAs(new History(7, 20).at(6))).isTrue();
    }

    @Test
    void whatWasNotHeldIsAskedForAfterTheRound() {
        final ReplicaLadder ladder = new ReplicaLadder(new MemoryStore(false, 100));
        ladder.play(
                """
                leader => r : announce 3
                r load NOT_COHERENT
                r -> server : records
                server => r : records - .. k1 at 3
                server => r : records k1 .. - at 9
                r -> server : entries from 4
                server => r : entries 4..8 more
                server => r : entries 9..9
                r level 9
                """);
        assertThat(ladder.store().hasSameRecordsAs(new History(7, 20).at(9))).isTrue();
    }

    @Test
    void aReloadIsNotDoneBelowTheLevelThatWasAnnounced() {
        new ReplicaLadder(new MemoryStore(false, 100))
                .play(
                        """
                        leader => r : announce 6
                        r load NOT_COHERENT
                        r -> server : records
                        server => r : records - .. - at 4   | a standby that lags
                        r -> server : entries from 5
                        server => r : entries 5..6
                        r level 6
                        """);
    }

    @Test
    void anotherBirthDateIsReloadedAndNeverMixed() {
        ReplicaLadder.plays(
                5,
                """
                leader => r : announce 5
                leader => r : entry 6 birth 9      | nobody has announced it
                leader => r : announce 2 birth 9
                r load OTHER_BIRTH_DATE
                r -> server : records
                leader => r : entry 6              | the old database goes on
                server => r : records - .. - at 2 birth 9
                r level 2
                """);
    }

    @Test
    void anOlderDatabaseIsFollowedOnlyWhenTheNewerIsSilent() {
        ReplicaLadder.plays(
                5,
                """
                leader => r : announce 5
                ~~ 999
                leader => r : announce 9 birth 6
                ~~ 1
                leader => r : announce 9 birth 6
                r load OTHER_BIRTH_DATE
                r -> server : records
                """);
    }

    @Test
    void whenTheLogNoLongerReachesBackAllIsReloaded() {
        ReplicaLadder.plays(
                1,
                """
                leader => r : announce 9 oldest 3
                r load LOG_NO_LONGER_REACHES_BACK
                r -> server : records
                """);
    }

    @Test
    void whenTheLogJustReachesBackEntriesAreLoaded() {
        ReplicaLadder.plays(
                1,
                """
                leader => r : announce 9 oldest 2
                ~~ 5
                r load INCREMENTAL
                r -> server : entries from 2
                """);
    }

    @Test
    void aDigestThatDiffersIsAlarmedAndReloadedAndAtFirstWithoutDelay() {
        final ReplicaLadder ladder = new ReplicaLadder(new History(7, 20).at(5));
        ladder.play(
                """
                leader => r : announce 5
                """);
        ladder.store().damage();
        ladder.play(
                """
                leader => r : announce 5
                r alarm digest differs at 5
                r load DIGEST_DIFFERS
                r -> server : records
                server => r : records - .. - at 5
                r level 5
                leader => r : announce 5
                """);
        assertThat(ladder.store().hasSameRecordsAs(new History(7, 20).at(5))).isTrue();
    }

    @Test
    void aDamagedLeaderDoesNotKeepItsReplicasLoading() {
        ReplicaLadder.plays(
                5,
                """
                leader => r : announce 5 damaged
                r alarm digest differs at 5
                r load DIGEST_DIFFERS
                r -> server : records
                server => r : records - .. - at 5
                r level 5
                leader => r : announce 5 damaged
                ~~ 9900
                leader => r : announce 5 damaged
                ~~ 200
                leader => r : announce 5 damaged
                r load DIGEST_DIFFERS
                r -> server : records
                """);
    }

    @Test
    void anOlderTermIsRefused() {
        ReplicaLadder.plays(
                3,
                """
                leader => r : announce 3 term 2
                leader => r : entry 4 term 1
                leader => r : announce 9 term 1
                ~~ 1000
                leader => r : entry 4 term 2
                r level 4
                """);
    }

    @Test
    void aLeaderBehindUsIsBelievedOnlyWhenItStaysSo() {
        ReplicaLadder.plays(
                5,
                """
                leader => r : announce 4           | was on the way when we took level 5
                ~~ 900
                leader => r : announce 5
                leader => r : announce 4
                ~~ 900
                leader => r : announce 4
                ~~ 100
                leader => r : announce 4
                r load AHEAD_OF_LOCATION_SERVER
                r -> server : records
                server => r : records - .. - at 4
                r level 4
                """);
    }

    @Test
    void whatWasHeldOfAFormerTermDoesNotTakeTheTurnOfItsSuccessor() {
        for (final String news : new String[] {"announce 3 term 2", "entry 3 term 2"}) {
            ReplicaLadder.plays(
                    3,
                    """
                    leader => r : announce 3
                    leader => r : entry 6 lost 3       | held; the group loses 4 to 6
                    leader => r : %s
                    leader => r : entry 5 term 2
                    leader => r : entry 4 term 2
                    r level 5
                    leader => r : entry 6 term 2
                    r level 6
                    leader => r : announce 6 term 2
                    """
                            .formatted(news));
        }
    }

    @Test
    void aReloadDoesNotWaitForALevelThatTheGroupHasLost() {
        new ReplicaLadder(new MemoryStore(false, 100))
                .play(
                        """
                        leader => r : announce 9
                        r load NOT_COHERENT
                        r -> server : records
                        leader => r : entry 4 term 2       | the new leader's first word
                        leader => r : announce 4 term 2
                        r load AHEAD_OF_LOCATION_SERVER
                        r -> server : records
                        server => r : records - .. - at 4 term 2
                        r level 4
                        """);
    }

    @Test
    void aReloadOfWhatTheGroupHasLostBeginsAgainWhenTheLeaderStaysBelow() {
        new ReplicaLadder(new MemoryStore(false, 100))
                .play(
                        """
                        leader => r : announce 4 term 2
                        r load NOT_COHERENT
                        r -> server : records
                        server => r : records - .. k2 at 4 term 2
                        server => r : records k2 .. - at 9 term 2   | from one that still holds what is lost
                        r -> server : entries from 5
                        leader => r : announce 4 term 2
                        server => r : answer NOTHING_NEWER
                        ~~ 999
                        r -> leader : entries from 5
                        leader => r : announce 4 term 2
                        ~~ 1
                        leader => r : announce 4 term 2
                        r load AHEAD_OF_LOCATION_SERVER
                        r -> server : records
                        server => r : records - .. - at 4 term 2
                        r level 4
                        """);
    }

    @Test
    void aFullDiskIsLeftAloneForAWhile() {
        final ReplicaLadder ladder = new ReplicaLadder(new History(7, 20).at(1));
        ladder.play(
                """
                leader => r : announce 1
                """);
        ladder.store().full(true);
        ladder.play(
                """
                leader => r : entry 2
                leader => r : entry 3
                ~~ 999
                """);
        ladder.store().full(false);
        ladder.play(
                """
                ~~ 1
                r level 3
                """);
    }
}
