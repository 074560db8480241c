// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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
    private static final int INVALID = -22;
    private static final int NO_ROUTE = -101;
    private static final int ALL = Integer.MAX_VALUE;

    private final SendBatch batch = new SendBatch(SocketAddresses.FAMILY_V4, true, this);
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

    /** One for each call, all equally long, to one place. */
    private void appendCalls(final int count) {
        for (int call = 100; call < 100 + count; call++) {
            final byte[] message =
                    ("SIP/2.0 200 OK\r\nCall-ID: " + call + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII);
            batch.append(0, 0xFFFF_7F000001L, 5, new UnsafeBuffer(message), 0, message.length);
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
        Arrays.fill(never, NO_ROOM);
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
    void segmentsLeaveAsOne() {
        appendCalls(10);
        append(7);
        assertThat(flush(1, ALL)).isEqualTo(11);
        assertThat(calls).isEqualTo(2);
        assertThat(batch.sentTogether()).isEqualTo(10);
    }

    @Test
    void segmentsWithoutRoomAreAllDropped() {
        appendCalls(3);
        append(7);
        final int[] never = new int[100];
        Arrays.fill(never, NO_ROOM);
        assertThat(flush(never)).isZero();
        assertThat(noRoom).isEqualTo(4);
        assertThat(calls).isEqualTo(SendBatch.ATTEMPTS + 1);
    }

    @Test
    void segmentsThatTheSystemDoesNotTakeLeaveOneByOneAndTheNextOnesToo() {
        appendCalls(3);
        assertThat(flush(INVALID, INVALID, INVALID, 1, 1, 1)).isEqualTo(3);
        assertThat(batch.sentTogether()).isZero();

        calls = 0;
        for (int sent = 0; sent < SendBatch.ALONE - 3; sent += 50) {
            appendCalls(50);
            assertThat(flush(1)).isEqualTo(50);
            assertThat(calls).isEqualTo(2);
            calls = 0;
        }
        appendCalls(3);
        assertThat(flush()).isEqualTo(3);
        assertThat(batch.sentTogether()).isEqualTo(3);
        assertThat(refused).isEmpty();
    }

    @Test
    void segmentsToNowhereAreReportedOneByOneAndTheNextOnesLeaveAsOne() {
        appendCalls(2);
        final int[] nowhere = new int[9];
        Arrays.fill(nowhere, NO_ROUTE);
        assertThat(flush(nowhere)).isZero();
        assertThat(refused).containsExactly(5, 5);

        appendCalls(2);
        assertThat(flush(ALL)).isEqualTo(2);
        assertThat(batch.sentTogether()).isEqualTo(2);
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
