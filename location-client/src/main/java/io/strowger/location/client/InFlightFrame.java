// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** A frame that has been handed to the log, kept until its outcomes are known so that it can be sent again. */
final class InFlightFrame {
    final UpdateFrameWriter writer = new UpdateFrameWriter();
    private final @Nullable SubmissionQueue[] submitters =
            new SubmissionQueue[UpdateFrameView.MAX_CHANGES];
    private final long[] correlationIds = new long[UpdateFrameView.MAX_CHANGES];
    private long sequence;
    private long deadlineNanos;
    private boolean sent;
    private boolean done;

    void begin(final int kind, final long clientId, final long nextSequence, final long birthDate) {
        writer.begin(kind, clientId, nextSequence, birthDate);
        sequence = nextSequence;
        sent = false;
        done = false;
    }

    void submitter(
            final int index, final @Nullable SubmissionQueue queue, final long correlationId) {
        submitters[index] = queue;
        correlationIds[index] = correlationId;
    }

    void addSecret(final String name, final byte[] bytes) {
        submitter(writer.count(), null, 0);
        writer.add(
                new RecordChange()
                        .reset(RecordTable.SECRET)
                        .key(name.getBytes(StandardCharsets.US_ASCII))
                        .value(new UnsafeBuffer(bytes), 0, bytes.length));
    }

    long sequence() {
        return sequence;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    void deadlineNanos(final long nanos) {
        deadlineNanos = nanos;
    }

    boolean sent() {
        return sent;
    }

    void sent(final boolean value) {
        sent = value;
    }

    /** Whether every submitter has its outcome. */
    boolean done() {
        return done;
    }

    /** Gives each submitter its outcome. */
    void deliver(final OutcomeFrame outcomes, final OutcomeTally tally) {
        for (int i = 0; i < writer.count(); i++) {
            deliver(i, outcomes.outcome(i), outcomes.level(), tally);
        }
        done = true;
    }

    /** Gives every submitter the same outcome. */
    void deliverAll(final UpdateOutcome outcome, final OutcomeTally tally) {
        for (int i = 0; i < writer.count(); i++) {
            deliver(i, outcome, 0, tally);
        }
        done = true;
    }

    private void deliver(
            final int index,
            final UpdateOutcome outcome,
            final long level,
            final OutcomeTally tally) {
        final SubmissionQueue queue = submitters[index];
        if (queue != null) {
            queue.deliver(correlationIds[index], outcome, level);
            submitters[index] = null;
        }
        tally.count(outcome);
    }
}
