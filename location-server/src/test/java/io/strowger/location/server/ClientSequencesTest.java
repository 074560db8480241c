// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.lease.LeaseRegister;
import io.strowger.location.DatabaseState;
import io.strowger.location.client.UpdateFrameView;
import io.strowger.location.client.UpdateFrameWriter;
import io.strowger.location.client.UpdateOutcome;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ClientSequencesTest {
    private final ClientSequences sequences = new ClientSequences();
    private final UpdateFrameView frame = new UpdateFrameView();

    @Test
    void aFrameThatComesAgainIsKnownWithItsAnswer() {
        assertThat(sequences.isDuplicate(frame(7, 1))).isFalse();
        sequences.enter(frame(7, 1), 100).level(5).outcome(0, UpdateOutcome.CONFLICT);
        assertThat(sequences.isDuplicate(frame(7, 1))).isTrue();
        assertThat(sequences.answer(frame(7, 1)).level()).isEqualTo(5);
        assertThat(sequences.answer(frame(7, 1)).outcome(0)).isEqualTo(UpdateOutcome.CONFLICT);
        assertThat(sequences.isDuplicate(frame(7, 2))).isFalse();
        assertThat(sequences.isDuplicate(frame(8, 1))).isFalse();
    }

    @Test
    void answersAreKeptForTheLastFramesOnly() {
        for (int i = 1; i <= ClientSequences.ANSWER_LIMIT + 1; i++) {
            sequences.enter(frame(7, i), i);
        }
        assertThat(sequences.isDuplicate(frame(7, 1))).isTrue();
        assertThat(sequences.answer(frame(7, 1))).isNull();
        assertThat(sequences.answer(frame(7, 2))).isNotNull();
    }

    @Test
    void beyondTheLimitTheClientHeardOfLongestAgoIsForgotten() {
        for (int client = 1; client <= ClientSequences.CLIENT_LIMIT; client++) {
            sequences.enter(frame(client, 1), client);
        }
        sequences.enter(frame(1, 2), 1_000);
        sequences.enter(frame(999, 1), 1_001);
        assertThat(sequences.size()).isEqualTo(ClientSequences.CLIENT_LIMIT);
        assertThat(sequences.isDuplicate(frame(1, 1))).isTrue();
        assertThat(sequences.isDuplicate(frame(2, 1))).isFalse();
        assertThat(sequences.isDuplicate(frame(3, 1))).isTrue();
    }

    @Test
    void aSnapshotKeepsThem() {
        for (int client = 1; client <= ClientSequences.CLIENT_LIMIT; client++) {
            sequences.enter(frame(client, 3), client);
        }
        final LocationSnapshot written =
                new LocationSnapshot()
                        .write(
                                new DatabaseState(11, 12, true, 13, 14, 15),
                                16,
                                sequences,
                                new LeaseRegister());
        final LocationSnapshot read = new LocationSnapshot();
        assertThat(read.read(written.buffer(), 0, written.length())).isTrue();
        assertThat(read.birthDate()).isEqualTo(11);
        assertThat(read.level()).isEqualTo(12);
        assertThat(read.digestEquals(new DatabaseState(0, 0, true, 13, 14, 0))).isTrue();
        assertThat(read.digestEquals(new DatabaseState(0, 0, true, 13, 15, 0))).isFalse();
        assertThat(read.logPosition()).isEqualTo(16);
        final ClientSequences restored = new ClientSequences();
        read.restore(restored);
        for (int client = 1; client <= ClientSequences.CLIENT_LIMIT; client++) {
            assertThat(restored.isDuplicate(frame(client, 3))).isTrue();
            assertThat(restored.isDuplicate(frame(client, 4))).isFalse();
        }
    }

    @Test
    void aSnapshotCutAnywhereIsNotRead() {
        sequences.enter(frame(1, 3), 1);
        final LocationSnapshot written =
                new LocationSnapshot()
                        .write(DatabaseState.NONE, 16, sequences, new LeaseRegister());
        for (int length = 0; length < written.length(); length++) {
            assertThat(new LocationSnapshot().read(written.buffer(), 0, length)).isFalse();
        }
    }

    @Test
    void aSnapshotKeepsTheLease() {
        sequences.enter(frame(1, 3), 1);
        final LeaseRegister lease = new LeaseRegister();
        lease.restore(1, 77, 5_000, 600);
        final LocationSnapshot written =
                new LocationSnapshot().write(DatabaseState.NONE, 16, sequences, lease);
        final LocationSnapshot read = new LocationSnapshot();
        assertThat(read.read(written.buffer(), 0, written.length())).isTrue();
        final LeaseRegister restored = new LeaseRegister();
        read.restore(restored);
        assertThat(restored.holder()).isEqualTo(1);
        assertThat(restored.term()).isEqualTo(77);
        assertThat(restored.endsAtMillis()).isEqualTo(5_000);
        assertThat(restored.lengthMillis()).isEqualTo(600);
    }

    /** As a program before there was a switch has written it. */
    @Test
    void aSnapshotWithoutALeaseIsReadAndLeavesItFree() {
        sequences.enter(frame(1, 3), 1);
        final LocationSnapshot written =
                new LocationSnapshot()
                        .write(DatabaseState.NONE, 16, sequences, new LeaseRegister());
        final UnsafeBuffer old = new UnsafeBuffer(new byte[written.length() - 32]);
        old.putBytes(0, written.buffer(), 0, old.capacity());
        old.putInt(0, 1, ByteOrder.LITTLE_ENDIAN);
        final LocationSnapshot read = new LocationSnapshot();
        assertThat(read.read(old, 0, old.capacity())).isTrue();
        final LeaseRegister restored = new LeaseRegister();
        read.restore(restored);
        assertThat(restored.holder()).isEqualTo(LeaseRegister.NOBODY);
        final ClientSequences clients = new ClientSequences();
        read.restore(clients);
        assertThat(clients.isDuplicate(frame(1, 3))).isTrue();
        assertThat(clients.size()).isEqualTo(1);
    }

    private UpdateFrameView frame(final long clientId, final long sequence) {
        final UpdateFrameWriter writer = new UpdateFrameWriter();
        writer.begin(UpdateFrameView.UPDATES, clientId, sequence, 0)
                .add(RunningServer.secret("a", "1"));
        assertThat(frame.wrap(writer.buffer(), 0, writer.length())).isTrue();
        return frame;
    }
}
