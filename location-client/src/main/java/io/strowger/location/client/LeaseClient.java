// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * The door through which a switch asks the location server group for the lease, and never waits. Request, release and
 * poll belong to the thread that switches, the rest to the location thread.
 *
 * <p>A request is sent at once or not at all, and never again: whoever asks counts from when he asked, so he asks anew
 * when no answer comes.
 */
public final class LeaseClient {
    /** Requests, and answers, that may wait for the other thread. */
    static final int WAITING_LIMIT = 32;

    private static final int TYPE = 1;
    private static final int RING_BYTES = 2_048;

    private final OneToOneRingBuffer requests = ring();
    private final OneToOneRingBuffer answers = ring();
    private final int switchNumber;
    private final long clientId;
    private final Runnable wakeUp;
    private final ChangeBell doorbell;
    private final LeaseFrame asking = new LeaseFrame();
    private final LeaseFrame sending = new LeaseFrame();
    private final LeaseFrame answered = new LeaseFrame();
    private final LeaseFrame taken = new LeaseFrame();
    private final MessageHandler onAnswer = this::onAnswer;
    private final MessageHandler onRequest = this::onRequest;
    private @Nullable ClusterSession way;
    private LeaseAnswers listener = (number, term) -> {};

    LeaseClient(
            final int switchNumber,
            final long clientId,
            final Runnable wakeUp,
            final ChangeBell doorbell) {
        this.switchNumber = switchNumber;
        this.clientId = clientId;
        this.wakeUp = wakeUp;
        this.doorbell = doorbell;
    }

    private static OneToOneRingBuffer ring() {
        return new OneToOneRingBuffer(
                new UnsafeBuffer(
                        BufferUtil.allocateDirectAligned(
                                RING_BYTES + RingBufferDescriptor.TRAILER_LENGTH, 64)));
    }

    /**
     * Asks for the lease, or for more of it.
     *
     * @param heldTerm the term that this switch holds, 0 for none
     * @return false when too many wait already; no answer will come
     */
    public boolean request(final long number, final long heldTerm, final long lengthMillis) {
        return submit(
                asking.write(
                        LeaseFrame.REQUEST,
                        switchNumber,
                        clientId,
                        number,
                        heldTerm,
                        lengthMillis));
    }

    /** Gives the lease up, so that the other switch need not wait for its end. No answer comes. */
    public boolean release(final long heldTerm) {
        return submit(asking.write(LeaseFrame.RELEASE, switchNumber, clientId, 0, heldTerm, 0));
    }

    private boolean submit(final LeaseFrame frame) {
        final boolean taken =
                waiting() < WAITING_LIMIT
                        && requests.write(TYPE, frame.buffer(), 0, frame.length());
        doorbell.ring();
        return taken;
    }

    /** Hands over the answers that have come. */
    public int poll(final LeaseAnswers answersListener) {
        listener = answersListener;
        return answers.read(onAnswer);
    }

    private void onAnswer(
            final int type, final DirectBuffer buffer, final int index, final int length) {
        taken.read(buffer, index, length);
        listener.onAnswer(taken.number(), taken.term());
    }

    /** Whether requests wait for the location thread. */
    boolean requestsWait() {
        return requests.consumerPosition() != requests.producerPosition();
    }

    private long waiting() {
        // A message and its header.
        return (requests.producerPosition() - requests.consumerPosition())
                / (LeaseFrame.LENGTH + 8);
    }

    /** Sends what has been submitted, or drops it when there is no session that takes it. */
    int send(final @Nullable ClusterSession session) {
        way = session;
        return requests.read(onRequest);
    }

    private void onRequest(
            final int type, final DirectBuffer buffer, final int index, final int length) {
        if (way != null && sending.read(buffer, index, length)) {
            way.offer(sending.buffer(), sending.length());
        }
    }

    /** Something has come from the group: true when it was an answer to this switch. */
    boolean take(final DirectBuffer buffer, final int offset, final int length) {
        if (!answered.read(buffer, offset, length)
                || answered.kind() != LeaseFrame.ANSWER
                || answered.clientId() != clientId) {
            return false;
        }
        // A ring that is full belongs to a thread that stands still: what it does not see, it asks
        // again.
        answers.write(TYPE, answered.buffer(), 0, answered.length());
        wakeUp.run();
        return true;
    }
}
