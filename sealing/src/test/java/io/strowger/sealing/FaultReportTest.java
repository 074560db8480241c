// SPDX-License-Identifier: Apache-2.0
package io.strowger.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every wrong frame is counted, each kind of fault is one line. */
final class FaultReportTest {
    private static final long MINUTE = 60_000_000_000L;

    private final ClusterSecret own = ClusterSecret.of("o".repeat(32));
    private final ClusterSecret other = ClusterSecret.of("x".repeat(32));
    private final FrameOpener opener = new FrameOpener(List.of(own), "stream");
    private final Logger logger = Logger.getLogger("strowger.sealing");
    private final Lines lines = new Lines();
    private final CountersManager counters =
            new CountersManager(
                    new UnsafeBuffer(
                            ByteBuffer.allocateDirect(64 * CountersReader.METADATA_LENGTH)),
                    new UnsafeBuffer(
                            ByteBuffer.allocateDirect(64 * CountersReader.COUNTER_LENGTH)));

    private static final class Lines extends Handler {
        private final List<String> texts = new ArrayList<>();

        @Override
        public void publish(final LogRecord line) {
            texts.add(line.getMessage());
        }

        @Override
        public void flush() {
            // Kept in memory.
        }

        @Override
        public void close() {
            // Kept in memory.
        }
    }

    @BeforeEach
    void listen() {
        logger.setUseParentHandlers(false);
        logger.addHandler(lines);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(lines);
        logger.setUseParentHandlers(true);
    }

    @Test
    void aThousandFramesOfAnotherSecretAreOneLineThatSaysWhatToDo() {
        final FaultReport report =
                new FaultReport("replication stream", "strowger_frames", List.of(own), counters);
        final FrameSealer stranger = new FrameSealer(other, "stream", 3, 1);
        for (int i = 0; i < 1000; i++) {
            final int length = stranger.seal(new UnsafeBuffer(new byte[9]), 0, 9, 0);
            report.note(opener.open(stranger.frame(), 0, length, 0), opener, i);
        }
        assertThat(report.count(OpenOutcome.OTHER_SECRET)).isEqualTo(1000);
        assertThat(lines.texts).hasSize(1);
        assertThat(lines.texts.getFirst())
                .contains("replication stream", "from 3", own.keyIdText(), other.keyIdText());
        report.note(OpenOutcome.FORGED, opener, 1001);
        report.note(OpenOutcome.OTHER_SECRET, opener, MINUTE);
        assertThat(lines.texts).hasSize(3);
        report.note(OpenOutcome.DUPLICATE, opener, MINUTE);
        report.note(OpenOutcome.OPENED, opener, MINUTE);
        assertThat(lines.texts).hasSize(3);
        assertThat(report.count(OpenOutcome.DUPLICATE)).isEqualTo(1);
    }
}
