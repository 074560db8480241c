// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {
    private static final long TICK = 10;
    private static final long START = -1_000_003;

    private final TimerWheel wheel = new TimerWheel(TICK, 64, START);
    private final List<Node> expired = new ArrayList<>();

    private final class Node extends TimerNode {
        private long deadline = Long.MAX_VALUE;
        private long expiredAt = Long.MIN_VALUE;
        private Runnable onExpiry = () -> {};

        void arm(final long nanos) {
            deadline = nanos;
            wheel.arm(this, nanos);
        }

        @Override
        protected void onExpiry(final long nowNanos) {
            expiredAt = nowNanos;
            expired.add(this);
            onExpiry.run();
        }
    }

    @Test
    void nothingExpiresEarlyAndNothingLaterThanATick() {
        final Node node = new Node();
        node.arm(START + 101);
        assertThat(wheel.expire(START + 101, 10)).isZero();
        assertThat(wheel.expire(START + 109, 10)).isZero();
        assertThat(wheel.expire(START + 110, 10)).isEqualTo(1);
        assertThat(node.expiredAt).isEqualTo(START + 110);
        assertThat(node.isArmed()).isFalse();
        assertThat(wheel.expire(START + 10_000, 10)).isZero();
    }

    @Test
    void deadlineBeyondATurnWaitsForItsTurn() {
        final Node node = new Node();
        node.arm(START + 3 * 64 * TICK + 50);
        for (long now = START; now < START + 3 * 64 * TICK + 50; now += TICK) {
            assertThat(wheel.expire(now, 10)).isZero();
        }
        assertThat(wheel.expire(START + 3 * 64 * TICK + 50, 10)).isEqualTo(1);
    }

    @Test
    void deadlineInThePastExpiresInTheNextTick() {
        wheel.expire(START + 1000, 10);
        new Node().arm(START + 5);
        assertThat(wheel.expire(START + 1000, 10)).isZero();
        assertThat(wheel.expire(START + 1010, 10)).isEqualTo(1);
    }

    @Test
    void armingAgainReplacesTheDeadline() {
        final Node node = new Node();
        node.arm(START + 100);
        node.arm(START + 200);
        assertThat(wheel.armed()).isEqualTo(1);
        assertThat(wheel.expire(START + 150, 10)).isZero();
        assertThat(wheel.expire(START + 200, 10)).isEqualTo(1);
    }

    @Test
    void cancelledNodeDoesNotExpire() {
        final Node node = new Node();
        node.arm(START + 100);
        wheel.cancel(node);
        wheel.cancel(node);
        assertThat(wheel.armed()).isZero();
        assertThat(wheel.expire(START + 500, 10)).isZero();
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void limitCarriesTheRestOverToTheNextCall() {
        for (int i = 0; i < 11; i++) {
            new Node().arm(START + 100);
        }
        assertThat(wheel.expire(START + 300, 10)).isEqualTo(10);
        assertThat(wheel.nextDeadlineNanos()).isLessThanOrEqualTo(START + 300);
        assertThat(wheel.expire(START + 300, 10)).isEqualTo(1);
        assertThat(wheel.armed()).isZero();
    }

    @Test
    void expiringNodeMayCancelAndArmOthersOfItsSlot() {
        final Node first = new Node();
        final Node second = new Node();
        first.arm(START + 100);
        second.arm(START + 100);
        first.onExpiry = () -> wheel.cancel(second);
        second.onExpiry = () -> wheel.cancel(first);
        assertThat(wheel.expire(START + 100, 10)).isEqualTo(1);
        final Node again = expired.getFirst();
        again.onExpiry = () -> {};
        again.arm(START + 100 + 64 * TICK);
        assertThat(wheel.expire(START + 200, 10)).isZero();
        assertThat(wheel.expire(START + 100 + 64 * TICK, 10)).isEqualTo(1);
    }

    @Test
    void longPauseExpiresEverythingDue() {
        final Node near = new Node();
        final Node far = new Node();
        final Node later = new Node();
        near.arm(START + 100);
        far.arm(START + 10 * 64 * TICK + 7);
        later.arm(START + 2_000_000);
        assertThat(wheel.expire(START + 1_000_000, 10)).isEqualTo(2);
        assertThat(expired).containsExactlyInAnyOrder(near, far);
        assertThat(wheel.expire(START + 2_000_000, 10)).isEqualTo(1);
    }

    @Test
    void hintIsNeverLaterThanTheEarliestDeadline() {
        final Node node = new Node();
        node.arm(START + 455);
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(START + 460);
        new Node().arm(START + 42);
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(START + 50);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void behavesAsASortedListDoes(final long seed) {
        final var random = new SplittableRandom(seed);
        final List<Node> nodes = Stream.generate(Node::new).limit(300).toList();
        long now = START;
        for (int round = 0; round < 5_000; round++) {
            final Node node = nodes.get(random.nextInt(nodes.size()));
            if (random.nextInt(4) == 0) {
                wheel.cancel(node);
                node.deadline = Long.MAX_VALUE;
            } else {
                node.arm(now + random.nextLong(3_000));
            }
            now += random.nextLong(random.nextInt(50) == 0 ? 2_000 : 15);
            checkExpiry(nodes, now);
        }
    }

    private void checkExpiry(final List<Node> nodes, final long now) {
        expired.clear();
        wheel.expire(now, Integer.MAX_VALUE);
        for (final Node node : expired) {
            assertThat(node.deadline).isLessThanOrEqualTo(now);
            node.deadline = Long.MAX_VALUE;
        }
        long earliest = Long.MAX_VALUE;
        for (final Node node : nodes) {
            assertThat(node.deadline).isGreaterThan(now - 2 * TICK);
            assertThat(node.isArmed()).isEqualTo(node.deadline != Long.MAX_VALUE);
            earliest = Math.min(earliest, node.deadline);
        }
        assertThat(wheel.nextDeadlineNanos())
                .isLessThanOrEqualTo(
                        earliest == Long.MAX_VALUE ? earliest : Math.max(earliest, now) + 2 * TICK);
    }

    @Test
    void impossibleSizesAreRefused() {
        assertThatThrownBy(() -> new TimerWheel(0, 64, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TimerWheel(1, 65, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
