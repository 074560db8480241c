// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The doors, without a cluster behind them: what is answered when nobody can commit. */
class LocationUpdatesTest {
    private final Admission[] admission = {Admission.HOLD};
    private final List<String> outcomes = new ArrayList<>();
    private final UpdateOutcomeListener listener =
            (correlationId, outcome, level) -> outcomes.add(correlationId + " " + outcome);

    @Test
    void moreThanTheLimitIsRefusedAtTheDoor() {
        final LocationUpdates updates =
                Changes.agent(admission, 3).connect(() -> {}, ReplicaWait.none());
        assertThat(updates.submit(Changes.change("a", 1))).isEqualTo(1);
        assertThat(updates.submit(Changes.change("a", 1))).isEqualTo(2);
        assertThat(updates.submit(Changes.change("a", 1))).isEqualTo(3);
        assertThat(updates.submit(Changes.change("a", 1))).isZero();
        assertThat(updates.pending()).isEqualTo(3);
    }

    @Test
    void aFullQueueIsRefusedAtTheDoor() {
        final LocationUpdates updates =
                Changes.agent(admission, 1 << 20).connect(() -> {}, ReplicaWait.none());
        long accepted = 0;
        while (updates.submit(Changes.change("a", 16_000)) != 0) {
            accepted++;
        }
        assertThat(accepted).isBetween(7L, 16L);
    }

    @Test
    void whileTheDiskIsFullTheAnswerComesAtOnce() {
        final AtomicInteger woken = new AtomicInteger();
        final LocationUpdateAgent agent = Changes.agent(admission, 10);
        final LocationUpdates updates = agent.connect(woken::incrementAndGet, ReplicaWait.none());
        admission[0] = Admission.DISK_FULL;
        updates.submit(Changes.change("a", 1));
        updates.submit(Changes.change("b", 1));
        agent.doWork(1);
        updates.poll(listener, 0);
        assertThat(outcomes).containsExactly("1 DISK_FULL", "2 DISK_FULL");
        assertThat(updates.pending()).isZero();
        assertThat(woken).hasValue(1);
    }

    @Test
    void aChangeWaitsForTheServerButNotForEver() {
        final LocationUpdateAgent agent = Changes.agent(admission, 10);
        final LocationUpdates updates = agent.connect(() -> {}, ReplicaWait.none());
        updates.submit(Changes.change("a", 1));
        agent.doWork(Changes.TIMEOUT_NANOS);
        updates.poll(listener, 0);
        assertThat(outcomes).isEmpty();
        agent.doWork(Changes.TIMEOUT_NANOS + 1);
        updates.poll(listener, 0);
        assertThat(outcomes).containsExactly("1 UNAVAILABLE");
    }

    @Test
    void closingTheAgentAnswersWhatWaits() {
        final LocationUpdateAgent agent = Changes.agent(admission, 10);
        final LocationUpdates updates = agent.connect(() -> {}, ReplicaWait.none());
        updates.submit(Changes.change("a", 1));
        agent.close();
        updates.poll(listener, 0);
        assertThat(outcomes).containsExactly("1 UNAVAILABLE");
    }

    @Test
    void anOutcomeWaitsUntilTheReplicaShowsIt() {
        final long[] replicaLevel = {6};
        final AtomicInteger woken = new AtomicInteger();
        final ReplicaWait replica = new ReplicaWait(() -> replicaLevel[0], woken::incrementAndGet);
        final LocationUpdates updates = Changes.agent(admission, 10).connect(() -> {}, replica);
        for (int i = 1; i <= 3; i++) {
            updates.submit(Changes.change("a", 1));
        }
        updates.queue().deliver(1, UpdateOutcome.COMMITTED, 6);
        updates.queue().deliver(2, UpdateOutcome.CONFLICT, 8);
        updates.queue().deliver(3, UpdateOutcome.UNAVAILABLE, 0);
        updates.poll(listener, 100);
        assertThat(outcomes).containsExactly("1 COMMITTED");
        assertThat(updates.nextDeadlineNanos()).isEqualTo(100 + ReplicaWait.LONGEST_NANOS);
        replicaLevel[0] = 7;
        replica.committed();
        assertThat(woken).as("wakes for a level that is not the awaited one").hasValue(0);
        replicaLevel[0] = 8;
        replica.committed();
        assertThat(woken).hasValue(1);
        updates.poll(listener, 200);
        assertThat(outcomes).containsExactly("1 COMMITTED", "2 CONFLICT", "3 UNAVAILABLE");
        assertThat(updates.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        replica.committed();
        assertThat(woken).as("nothing is awaited any more").hasValue(1);
    }

    @Test
    void submittersAreLimited() {
        final LocationUpdateAgent agent = Changes.agent(admission, 1);
        for (int i = 0; i < LocationUpdateAgent.SUBMITTER_LIMIT; i++) {
            agent.connect(() -> {}, ReplicaWait.none());
        }
        assertThatThrownBy(agent::connectBlocking).hasMessageContaining("64 submitters");
    }

    @Test
    void aWaitingThreadGetsItsOutcome() {
        final LocationUpdateAgent agent = Changes.agent(admission, 8);
        final BlockingLocationUpdates updates = agent.connectBlocking();
        final PendingUpdate first = updates.submit(Changes.change("a", 1));
        assertThat(first.await(1, TimeUnit.MILLISECONDS)).isEqualTo(UpdateOutcome.UNAVAILABLE);
        assertThat(first.isDone()).isFalse();
        admission[0] = Admission.DISK_FULL;
        final Thread location = Thread.ofVirtual().start(() -> agent.doWork(1));
        assertThat(first.await(10, TimeUnit.SECONDS)).isEqualTo(UpdateOutcome.DISK_FULL);
        assertThat(first.isDone()).isTrue();
        assertThat(location).isNotNull();
    }

    @Test
    void aFullBlockingDoorSaysSoAndHasRoomAgainLater() {
        final LocationUpdateAgent agent = Changes.agent(admission, 2);
        final BlockingLocationUpdates updates = agent.connectBlocking();
        updates.submit(Changes.change("a", 1));
        updates.submit(Changes.change("a", 1));
        assertThat(updates.submit(Changes.change("a", 1)).isDone()).isTrue();
        assertThat(updates.awaitRoom(1, TimeUnit.MILLISECONDS)).isFalse();
        admission[0] = Admission.DISK_FULL;
        agent.doWork(1);
        assertThat(updates.awaitRoom(1, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(updates.submit(Changes.change("a", 1)).isDone()).isFalse();
    }
}
