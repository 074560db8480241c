// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a batch makes of each answer of the system, played from a script. */
@EnabledOnOs(OS.LINUX)
class SendBatchTest implements SendBatch.Unsent {
    private static final int NO_ROOM = -11;
    private static final int NO_BUFFERS = -105;
    private static final int REFUSED = -111;
    private static final int TOO_LONG = -90;
    private static final int ALL = Integer.MAX_VALUE;

    private final SendBatch batch = new SendBatch(SocketAddresses.FAMILY_V4, this);
    private final ArrayDeque<Integer> script = new ArrayDeque<>();
    private final List<Integer> refused = new ArrayList<>();
    private int noRoom;
    private int calls;

    @AfterEach
    void close() {
        batch.close();
    }

    @Override
    public void onNoRoom() {
        noRoom++;
    }

    @Override
    public void onRefused(
            final long addressHigh, final long addressLow, final int port, final int errorNumber) {
        refused.add(port);
    }

    private void append(final int... ports) {
        for (final int port : ports) {
            batch.append(0, 0xFFFF_7F000001L, port, new UnsafeBuffer(new byte[20]), 0, 20);
        }
    }

    private int flush(final int... answers) {
        for (final int answer : answers) {
            script.add(answer);
        }
        return batch.flush(
                (headers, count) -> {
                    calls++;
                    return script.isEmpty() ? count : Math.min(script.remove(), count);
                });
    }

    @Test
    void everythingLeavesInOneCall() {
        append(1, 2, 3);
        assertThat(flush()).isEqualTo(3);
        assertThat(calls).isEqualTo(1);
        assertThat(batch.count()).isZero();
    }

    @Test
    void restOfAPartialSendFollows() {
        append(1, 2, 3, 4);
        assertThat(flush(1, 2, ALL)).isEqualTo(4);
        assertThat(calls).isEqualTo(3);
    }

    @Test
    void withoutRoomItTriesAgain() {
        append(1, 2);
        assertThat(flush(NO_ROOM, NO_BUFFERS, 1, NO_ROOM, ALL)).isEqualTo(2);
        assertThat(noRoom).isZero();
    }

    @Test
    void withoutRoomForGoodEverythingIsDroppedInABoundedTime() {
        append(1, 2, 3);
        final int[] never = new int[100];
        java.util.Arrays.fill(never, NO_ROOM);
        assertThat(flush(never)).isZero();
        assertThat(noRoom).isEqualTo(3);
        assertThat(calls).isEqualTo(SendBatch.ATTEMPTS + 2);
    }

    @Test
    void errorOfAnEarlierDatagramDoesNotCostThisOne() {
        append(1, 2);
        assertThat(flush(REFUSED, ALL)).isEqualTo(2);
        assertThat(refused).isEmpty();
    }

    @Test
    void datagramThatCannotBeSentIsReportedAndTheOthersLeave() {
        append(1, 2, 3);
        assertThat(flush(1, TOO_LONG, TOO_LONG, TOO_LONG, ALL)).isEqualTo(2);
        assertThat(refused).containsExactly(2);
    }

    @Test
    void placesAndBytesAreLimited() {
        for (int i = 0; i < SendBatch.SLOTS; i++) {
            assertThat(batch.hasRoomFor(100)).isTrue();
            append(i + 1);
        }
        assertThat(batch.hasRoomFor(1)).isFalse();
        assertThat(flush()).isEqualTo(SendBatch.SLOTS);
        assertThat(batch.hasRoomFor(65_535)).isTrue();
    }
}
