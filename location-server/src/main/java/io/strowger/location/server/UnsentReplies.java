// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.aeron.Publication;
import io.aeron.cluster.service.ClientSession;
import io.strowger.location.client.OutcomeFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Answers to clients that a new leader has no connection to yet: what the old one had not answered is applied at once, and
 * the way back takes a moment longer. Location thread only.
 */
final class UnsentReplies {
    /** Answers kept; those of more clients than can wait are sent again by the clients' asking again. */
    static final int LIMIT = ClientSequences.CLIENT_LIMIT * ClientSequences.ANSWER_LIMIT;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Deque<Unsent> unsent = new ArrayDeque<>();

    private record Unsent(ClientSession session, OutcomeFrame answer, long sinceNanos) {}

    /** Keeps an answer; its frame is the one that is kept for the client anyway. */
    void add(final ClientSession session, final OutcomeFrame answer, final long nowNanos) {
        if (unsent.size() < LIMIT) {
            unsent.add(new Unsent(session, answer, nowNanos));
        }
    }

    /** Sends what can be sent now. */
    int send(final long nowNanos) {
        int done = 0;
        for (int left = unsent.size(); left > 0; left--) {
            final Unsent each = unsent.remove();
            if (isDone(each, nowNanos)) {
                done++;
            } else {
                unsent.add(each);
            }
        }
        return done;
    }

    private static boolean isDone(final Unsent each, final long nowNanos) {
        if (each.session().isClosing() || nowNanos - each.sinceNanos() > PATIENCE_NANOS) {
            return true;
        }
        final OutcomeFrame answer = each.answer();
        final long result = each.session().offer(answer.buffer(), 0, answer.length());
        return result > 0 || result == Publication.CLOSED;
    }
}
