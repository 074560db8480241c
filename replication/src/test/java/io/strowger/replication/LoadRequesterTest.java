// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.replication.Message.Announcement;
import io.strowger.replication.Message.LoadKind;
import io.strowger.replication.Message.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Server 2 is to be asked before server 1. */
class LoadRequesterTest {
    private static final long MILLI = 1_000_000;
    private static final ReplicaConfig CONFIG = ReplicaConfig.standard(9, "r", Role.NODE);

    private final Sent sent = new Sent();
    private final LoadRequester requester =
            new LoadRequester(CONFIG, servers(), sent, new ReplicationCounters());

    private static LoadServers servers() {
        final LoadServers servers = new LoadServers(9, CONFIG.timing().silence());
        servers.heard(
                Announcement.of(
                        1,
                        1,
                        new History(History.BIRTH_DATE, 20).at(5).state(),
                        1,
                        List.of(2L, 1L),
                        1),
                0);
        return servers;
    }

    private String askedAt(final long millis, final LoadKind kind) {
        requester.askIfDue(millis * MILLI, kind, History.BIRTH_DATE, 3, 0);
        return sent.lines();
    }

    @Test
    void whoSendsIsToldHowFarItWasFollowedThoughAnotherHasBeenAskedMeanwhile() {
        requester.begin(0, null);
        assertThat(askedAt(0, LoadKind.CONTINUOUS)).isEqualTo("2 <- CONTINUOUS from 3\n");
        assertThat(askedAt(300, LoadKind.CONTINUOUS)).isEqualTo("1 <- CONTINUOUS from 3\n");

        requester.progressed(2, 301 * MILLI);
        requester.acknowledge(History.BIRTH_DATE, 7);
        assertThat(sent.lines()).isEqualTo("2 <- CONTINUOUS from 0 after 7\n");
        assertThat(askedAt(600, LoadKind.CONTINUOUS)).isEmpty();
    }

    @Test
    void whoHasServedTheRecordsIsAskedForTheEntriesSince() {
        requester.begin(0, null);
        askedAt(0, LoadKind.CONTINUOUS);
        askedAt(300, LoadKind.CONTINUOUS);

        requester.progressed(2, 301 * MILLI);
        requester.more(302 * MILLI);

        assertThat(askedAt(302, LoadKind.INCREMENTAL)).isEqualTo("2 <- INCREMENTAL from 3\n");
    }

    @Test
    void ofTwoThatSendTheFirstIsFollowed() {
        requester.begin(0, null);
        askedAt(0, LoadKind.CONTINUOUS);
        askedAt(300, LoadKind.CONTINUOUS);

        requester.progressed(2, 301 * MILLI);
        requester.progressed(1, 302 * MILLI);

        assertThat(requester.isServedBy(2)).isTrue();
        assertThat(requester.isServedBy(1)).isFalse();
    }

    @Test
    void whoServedRecordsAndFallsSilentIsRemindedBeforeItIsLeftForTheNext() {
        requester.begin(0, null);
        askedAt(0, LoadKind.CONTINUOUS);
        requester.progressed(2, 10 * MILLI);
        requester.acknowledge(History.BIRTH_DATE, 7);
        sent.lines();

        assertThat(askedAt(309, LoadKind.CONTINUOUS)).isEmpty();
        for (int i = 0; i < 6; i++) {
            assertThat(askedAt(310 + 300 * i, LoadKind.CONTINUOUS))
                    .isEqualTo("2 <- CONTINUOUS from 0 after 7\n");
        }
        for (int i = 6; i < 9; i++) {
            assertThat(askedAt(310 + 300 * i, LoadKind.CONTINUOUS))
                    .isEqualTo("2 <- CONTINUOUS from 0\n");
        }
        assertThat(askedAt(310 + 300 * 9, LoadKind.CONTINUOUS))
                .isEqualTo("1 <- CONTINUOUS from 3\n");
    }

    /** To join its round anew would have it send again what is under way. */
    @Test
    void whoHasGrantedALoadIsGivenTimeForTheFirstRecords() {
        requester.begin(0, null);
        askedAt(0, LoadKind.CONTINUOUS);
        requester.progressed(2, 10 * MILLI);

        assertThat(askedAt(310, LoadKind.CONTINUOUS)).isEmpty();
        assertThat(askedAt(610, LoadKind.CONTINUOUS)).isEmpty();
        assertThat(askedAt(910, LoadKind.CONTINUOUS)).isEqualTo("2 <- CONTINUOUS from 0\n");
    }

    @Test
    void whoGoesOnAfterAReminderIsRemindedAgainTheNextTime() {
        requester.begin(0, null);
        askedAt(0, LoadKind.CONTINUOUS);
        requester.progressed(2, 0);
        requester.acknowledge(History.BIRTH_DATE, 7);
        sent.lines();
        for (int millis = 300; millis <= 6000; millis += 300) {
            assertThat(askedAt(millis, LoadKind.CONTINUOUS)).startsWith("2 <- ");
            requester.progressed(2, millis * MILLI);
        }
    }

    @Test
    void whoServedEntriesAndFallsSilentIsLeftForTheNextAtOnce() {
        requester.begin(0, null);
        askedAt(0, LoadKind.INCREMENTAL);
        requester.progressed(2, 10 * MILLI);

        assertThat(askedAt(309, LoadKind.INCREMENTAL)).isEmpty();
        assertThat(askedAt(310, LoadKind.INCREMENTAL)).isEqualTo("1 <- INCREMENTAL from 3\n");
    }

    @Test
    void aServerIsNotLeftForTheNextWhileTheWayToItIsOpened() {
        sent.takes(false);
        requester.begin(0, null);
        askedAt(0, LoadKind.CONTINUOUS);
        askedAt(20, LoadKind.CONTINUOUS);

        sent.takes(true);
        assertThat(askedAt(39, LoadKind.CONTINUOUS)).isEmpty();
        assertThat(askedAt(40, LoadKind.CONTINUOUS)).isEqualTo("2 <- CONTINUOUS from 3\n");
    }

    @Test
    void aServerThatCannotBeReachedIsLeftForTheNext() {
        sent.takes(false);
        requester.begin(0, null);
        for (int millis = 0; millis <= 300; millis += 20) {
            askedAt(millis, LoadKind.CONTINUOUS);
        }

        sent.takes(true);
        assertThat(askedAt(300, LoadKind.CONTINUOUS)).isEqualTo("1 <- CONTINUOUS from 3\n");
    }
}
