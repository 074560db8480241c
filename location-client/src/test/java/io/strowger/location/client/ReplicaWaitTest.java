// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How long an outcome waits for a replica that lags. */
class ReplicaWaitTest {
    private long level = 10;
    private int woken;
    private final ReplicaWait replica = new ReplicaWait(() -> level, () -> woken++);

    @Test
    void whatTheReplicaShowsPasses() {
        assertThat(replica.mayPass(10, 0)).isTrue();
        assertThat(replica.mayPass(0, 0)).as("an outcome without a level").isTrue();
        assertThat(replica.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aReplicaThatLagsIsWaitedForOnce() {
        assertThat(replica.mayPass(11, 5)).isFalse();
        assertThat(replica.mayPass(11, 5 + ReplicaWait.LONGEST_NANOS - 1)).isFalse();
        assertThat(replica.mayPass(11, 5 + ReplicaWait.LONGEST_NANOS)).isTrue();
        assertThat(replica.mayPass(12, 5 + ReplicaWait.LONGEST_NANOS)).as("the next one").isTrue();
        assertThat(replica.mayPass(0, 0)).as("which says nothing of the replica").isTrue();
        assertThat(replica.mayPass(12, 5 + ReplicaWait.LONGEST_NANOS)).as("still").isTrue();
        assertThat(replica.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whenItHasCaughtUpItIsWaitedForAgain() {
        replica.mayPass(11, 0);
        assertThat(replica.mayPass(11, ReplicaWait.LONGEST_NANOS)).isTrue();
        level = 12;
        final long later = 3 * ReplicaWait.LONGEST_NANOS;
        assertThat(replica.mayPass(12, later)).isTrue();
        assertThat(replica.mayPass(13, later)).isFalse();
        assertThat(replica.deadlineNanos()).isEqualTo(later + ReplicaWait.LONGEST_NANOS);
    }

    @Test
    void aCommitWakesOnlyWhomItConcerns() {
        replica.committed();
        assertThat(woken).isZero();
        replica.mayPass(12, 0);
        level = 11;
        replica.committed();
        assertThat(woken).isZero();
        level = 12;
        replica.committed();
        assertThat(woken).isEqualTo(1);
    }

    /** The commit comes between the two looks at the level: the writer saw nobody waiting. */
    @Test
    void aCommitBetweenTheTwoLooksIsSeen() {
        final long[] levels = {10, 11};
        final int[] looks = {0};
        final ReplicaWait racing = new ReplicaWait(() -> levels[looks[0]++], () -> {});
        assertThat(racing.mayPass(11, 0)).isTrue();
        assertThat(racing.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }
}
