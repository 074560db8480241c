// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static io.strowger.location.server.RunningServer.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import io.strowger.cluster.transport.AeronDirectory;
import io.strowger.location.RecordChange;
import io.strowger.location.client.OutcomeFrame;
import io.strowger.location.client.UpdateFrameView;
import io.strowger.location.client.UpdateFrameWriter;
import io.strowger.location.client.UpdateOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that sends what it likes, straight into the cluster. */
class DuplicateFrameTest {
    @TempDir private Path directory;

    private final UpdateFrameWriter writer = new UpdateFrameWriter();
    private final List<String> answers = new ArrayList<>();
    private final OutcomeFrame answer = new OutcomeFrame();

    @Test
    void aFrameSentAgainIsAnsweredTheSameAndAppliedOnce() throws Exception {
        try (RunningServer running = RunningServer.serving(directory);
                AeronCluster cluster = connect()) {
            writer.begin(UpdateFrameView.UPDATES, 99, 1, 0);
            writer.add(secret("a", "1").expectedLevel(RecordChange.MUST_NOT_EXIST));
            send(cluster);
            final long level = running.store.state().level();
            send(cluster);
            assertThat(answers).containsExactly("1 COMMITTED " + level, "1 COMMITTED " + level);
            assertThat(running.store.state().level()).isEqualTo(level);

            writer.begin(UpdateFrameView.UPDATES, 99, 2, 0);
            writer.add(secret("a", "1").expectedLevel(RecordChange.MUST_NOT_EXIST));
            send(cluster);
            assertThat(answers).last().isEqualTo("2 " + UpdateOutcome.CONFLICT + " " + level);
        }
    }

    @Test
    void rubbishInTheLogIsCountedAndPassedOver() throws Exception {
        try (RunningServer running = RunningServer.serving(directory);
                AeronCluster cluster = connect()) {
            final UnsafeBuffer rubbish = new UnsafeBuffer(new byte[100]);
            for (int length = 1; length <= rubbish.capacity(); length++) {
                rubbish.setMemory(0, length, (byte) length);
                while (cluster.offer(rubbish, 0, length) < 0) {
                    Thread.onSpinWait();
                }
            }
            assertThat(running.commit(secret("a", "1"))).isEqualTo(UpdateOutcome.COMMITTED);
            assertThat(running.server.status().relaunches()).isZero();
        }
    }

    private AeronCluster connect() throws Exception {
        final Path aeronDirectory =
                AeronDirectory.shared(directory.resolve("log"), Path.of("/dev/shm"));
        return AeronCluster.connect(
                new AeronCluster.Context()
                        .aeron(
                                Aeron.connect(
                                        new Aeron.Context()
                                                .aeronDirectoryName(aeronDirectory.toString())))
                        .ownsAeronClient(true)
                        .ingressChannel(EmbeddedChannels.WHOLE_FRAMES)
                        .egressChannel(MemberChannels.LOCAL)
                        .egressListener(
                                (session, timestamp, buffer, offset, length, header) -> {
                                    answer.read(buffer, offset, length);
                                    answers.add(
                                            answer.sequence()
                                                    + " "
                                                    + answer.outcome(0)
                                                    + " "
                                                    + answer.level());
                                }));
    }

    private void send(final AeronCluster cluster) {
        final int before = answers.size();
        while (cluster.offer(writer.buffer(), 0, writer.length()) < 0) {
            Thread.onSpinWait();
        }
        RunningServer.await("an answer", () -> cluster.pollEgress() > 0 && answers.size() > before);
    }
}
