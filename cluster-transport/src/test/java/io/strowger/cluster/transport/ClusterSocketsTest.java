// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When two processes do not understand each other, both say why, and neither says it all the time. */
class ClusterSocketsTest {
    private static final InetSocketAddress THERE = new InetSocketAddress("192.0.2.7", 7400);

    private final Side here = new Side("the cluster's secret");
    private final Side stranger = new Side("somebody else's secret");

    /** A process that hears one datagram after another. */
    private static final class Side implements ClusterSockets.Listener {
        private final List<String> lines = new ArrayList<>();
        private final List<OpenOutcome> outcomes = new ArrayList<>();
        private final ClusterSockets sockets;

        private Side(final String secret) {
            sockets =
                    new ClusterSockets(
                            ClusterSecrets.of(ClusterSecret.of(secret.getBytes(US_ASCII))),
                            null,
                            new HostAddresses(),
                            this);
        }

        @Override
        public void onFault(final String line) {
            lines.add(line);
        }

        @Override
        public void onOutcome(final OpenOutcome outcome) {
            outcomes.add(outcome);
        }

        private byte[] sealed() {
            return bytes(sockets.seal(ByteBuffer.wrap(new byte[64])));
        }

        /** What it answers. */
        private byte @Nullable [] hear(final byte[] datagram) {
            sockets.open(new UnsafeBuffer(datagram.clone()), datagram.length, THERE);
            final ByteBuffer notice = sockets.notice();
            return notice == null ? null : bytes(notice);
        }

        private static byte[] bytes(final ByteBuffer buffer) {
            final byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        }
    }

    @Test
    void bothSidesSayThatTheirSecretsDiffer() {
        final byte[] notice = here.hear(stranger.sealed());
        assertThat(here.lines).hasSize(1);
        assertThat(here.lines.getFirst())
                .contains("192.0.2.7", "another secret", "key id", "cluster.secret-file");
        assertThat(notice).isNotNull();
        assertThat(stranger.hear(notice)).as("a notice is not answered").isNull();
        assertThat(stranger.lines.getFirst()).contains("192.0.2.7", "refuses our datagrams");
        assertThat(stranger.outcomes).containsExactly(OpenOutcome.REFUSAL);
    }

    @Test
    void bothSidesSayThatTheirClocksDiffer() {
        final byte[] notice = Side.bytes(Notice.NOT_OF_THIS_TIME.bytes());
        assertThat(Notice.about(OpenOutcome.STALE)).isEqualTo(Notice.NOT_OF_THIS_TIME);
        here.hear(notice);
        assertThat(here.lines.getFirst()).contains("its clock and ours differ");
    }

    @Test
    void aThousandWrongDatagramsAreOneLineAndOneAnswerASecond() {
        int answers = 0;
        for (int i = 0; i < 1_000; i++) {
            answers += here.hear(stranger.sealed()) == null ? 0 : 1;
        }
        // One a second; the machine may be slow.
        assertThat(answers).isBetween(1, 10);
        assertThat(here.lines).hasSize(answers);
        assertThat(here.outcomes).hasSize(1_000).containsOnly(OpenOutcome.OTHER_SECRET);
    }

    @Test
    void whatIsSealedWithOurSecretOrWasSeenBeforeIsNotAnswered() {
        final byte[] datagram = new Side("the cluster's secret").sealed();
        assertThat(here.hear(datagram)).isNull();
        assertThat(here.hear(datagram)).isNull();
        assertThat(here.outcomes).containsExactly(OpenOutcome.OPENED, OpenOutcome.DUPLICATE);
        assertThat(here.lines).isEmpty();
    }
}
