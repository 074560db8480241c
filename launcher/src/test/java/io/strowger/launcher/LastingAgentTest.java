// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LastingAgentTest {
    private static final String OWN = "strowger_replication_reads_total";
    private static final String OTHERS = "strowger_sip_transactions";

    private final CountersManager counters =
            new CountersManager(
                    new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1024)),
                    new UnsafeBuffer(ByteBuffer.allocateDirect(16 * 1024)));
    private final List<Agent> started = new ArrayList<>();
    private boolean refuses;
    private Runnable duringStart = () -> {};

    /** Has a metric of its own, and ends when it is told to. */
    private static final class Agent implements AutoCloseable {
        private @Nullable String fault;
        private volatile boolean closed;

        @Override
        public void close() {
            closed = true;
        }
    }

    private Agent start() throws CommandFailure {
        counters.newCounter(OWN);
        if (refuses) {
            throw new CommandFailure("no room");
        }
        Agent agent = new Agent();
        started.add(agent);
        duringStart.run();
        return agent;
    }

    private LastingAgent<Agent> lasting() throws CommandFailure {
        counters.newCounter(OTHERS);
        return new LastingAgent<>(this::start, agent -> agent.fault, counters);
    }

    private List<String> labels() {
        List<String> labels = new ArrayList<>();
        counters.forEach((id, label) -> labels.add(label));
        return labels;
    }

    @Test
    void whatWorksIsLeftAlone() throws CommandFailure {
        LastingAgent<Agent> lasting = lasting();
        lasting.tick();
        assertThat(lasting.agent()).isSameAs(started.getFirst());
        assertThat(started).hasSize(1);
        assertThat(started.getFirst().closed).isFalse();
    }

    @Test
    void whatEndedIsClosedAndStartedAnewWithOneSeriesOfEachName() throws CommandFailure {
        LastingAgent<Agent> lasting = lasting();
        started.getFirst().fault = "stood still";
        lasting.tick();
        assertThat(started).hasSize(2);
        assertThat(started.getFirst().closed).isTrue();
        assertThat(lasting.agent()).isSameAs(started.get(1));
        assertThat(labels()).containsExactlyInAnyOrder(OTHERS, OWN);
    }

    @Test
    void aStartThatFailsIsTriedAgain() throws CommandFailure {
        LastingAgent<Agent> lasting = lasting();
        started.getFirst().fault = "stood still";
        refuses = true;
        lasting.tick();
        lasting.tick();
        assertThat(lasting.agent()).isSameAs(started.getFirst());
        refuses = false;
        lasting.tick();
        assertThat(lasting.agent()).isSameAs(started.get(1));
        assertThat(labels()).containsExactlyInAnyOrder(OTHERS, OWN);
    }

    @Test
    void whatIsClosedIsNotStartedAgain() throws CommandFailure {
        LastingAgent<Agent> lasting = lasting();
        started.getFirst().fault = "stood still";
        lasting.close();
        lasting.tick();
        assertThat(started).hasSize(1);
    }

    @Test
    void whatIsBeingStartedAnewIsClosedToo() throws CommandFailure {
        LastingAgent<Agent> lasting = lasting();
        started.getFirst().fault = "stood still";
        Thread closing = Thread.ofPlatform().unstarted(lasting::close);
        duringStart =
                () -> {
                    closing.start();
                    await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
                };
        lasting.tick();
        await().until(() -> !closing.isAlive());
        assertThat(started).hasSize(2).allMatch(agent -> agent.closed);
    }
}
