// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The best of the final responses that the branches of one request have brought so far (RFC 3261
 * §16.7 step 6), with the challenges of all of them (step 7). Pooled with its memory.
 */
final class BestResponse {
    /** Responses larger than this count by their status code only. */
    static final int MAX_LENGTH = 8 * 1024;

    private static final int MAX_CHALLENGES = 4 * 1024;
    private static final int NOTHING = Integer.MAX_VALUE;

    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[MAX_LENGTH]);
    private final UnsafeBuffer challengeBytes = new UnsafeBuffer(new byte[MAX_CHALLENGES]);
    private final SipWriter challenges = new SipWriter();
    private int rank = NOTHING;
    private int statusCode;
    private int length;

    void reset() {
        rank = NOTHING;
        statusCode = 0;
        length = 0;
        challenges.wrap(challengeBytes, 0, MAX_CHALLENGES);
    }

    /**
     * Order of preference, the least is best: any 6xx, then the lowest class; within 4xx those that
     * tell the caller how to do better, and a time-out or a status of our own last.
     */
    static int rank(final int statusCode) {
        return switch (statusCode) {
            case 401, 407 -> 400;
            case 415, 420, 484 -> 410;
            case 408, 430 -> 490;
            case 503 -> 590;
            default -> statusCode >= 600 ? 0 : statusCode / 100 * 100 + 50;
        };
    }

    /** A branch ended without response: a time-out (408) or a transport failure (503). */
    void offer(final int status) {
        if (rank(status) < rank) {
            rank = rank(status);
            statusCode = status;
            length = 0;
        }
    }

    /** A final response, given as the bytes that would go upstream. */
    void offer(final SipMessage response, final SipWriter forwarded) {
        final int status = response.statusCode();
        if (status == 401 || status == 407) {
            collect(response);
        }
        if (rank(status) < rank) {
            rank = rank(status);
            statusCode = status;
            length =
                    forwarded.overflowed() || forwarded.length() > MAX_LENGTH
                            ? 0
                            : forwarded.length();
            bytes.putBytes(0, forwarded.buffer(), forwarded.offset(), length);
        }
    }

    private void collect(final SipMessage response) {
        final int mark = challenges.position();
        collect(response, HeaderName.WWW_AUTHENTICATE);
        collect(response, HeaderName.PROXY_AUTHENTICATE);
        if (challenges.overflowed()) {
            challenges.wrap(challengeBytes, 0, MAX_CHALLENGES);
            challenges.rewind(mark);
        }
    }

    private void collect(final SipMessage response, final HeaderName name) {
        for (int header = response.first(name); header >= 0; header = response.next(header)) {
            final int start = response.lineStart(header);
            challenges.put(response.buffer(), Span.of(start, response.lineEnd(header)));
        }
    }

    boolean isEmpty() {
        return rank == NOTHING;
    }

    int statusCode() {
        return statusCode;
    }

    /** Whether there are bytes to forward; otherwise the proxy answers for itself. */
    boolean hasBytes() {
        return length > 0;
    }

    MutableDirectBuffer buffer() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Challenges of all branches: they replace those of the best response when it is 401 or 407. */
    boolean hasChallenges() {
        return challenges.length() > 0;
    }

    SipWriter challenges() {
        return challenges;
    }
}
