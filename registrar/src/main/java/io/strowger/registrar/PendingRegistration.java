// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import io.strowger.sip.transaction.ServerTransaction;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A REGISTER whose binding set is on its way to the location server. Attached to its transaction;
 * used again for the next. One thread.
 */
final class PendingRegistration {
    /** Memory that an unusual answer took beyond this is given back. */
    static final int USUAL_BYTES = 1024;

    private final UnsafeBuffer answer = new UnsafeBuffer(new byte[USUAL_BYTES]);
    private int length;
    private @Nullable ServerTransaction transaction;
    private int attempts;

    void begin(final ServerTransaction forTransaction) {
        transaction = forTransaction;
        attempts = 0;
    }

    /** Keeps the 200 that is to be sent when the set has been committed. */
    void submitted(final DirectBuffer response, final int offset, final int responseLength) {
        if (responseLength > answer.capacity()) {
            answer.wrap(new byte[Integer.highestOneBit(responseLength) << 1]);
        }
        answer.putBytes(0, response, offset, responseLength);
        length = responseLength;
        attempts++;
    }

    /** The 200, from 0; as long as this object is not used for another registration. */
    DirectBuffer answer() {
        return answer;
    }

    int answerLength() {
        return length;
    }

    /** It is over. */
    void end() {
        transaction = null;
        length = 0;
        if (answer.capacity() > USUAL_BYTES) {
            answer.wrap(new byte[USUAL_BYTES]);
        }
    }

    /** Null when it has ended meanwhile: then nobody waits for an answer. */
    @Nullable ServerTransaction transaction() {
        return transaction;
    }

    void forgetTransaction() {
        transaction = null;
    }

    /** Submissions so far. */
    int attempts() {
        return attempts;
    }
}
