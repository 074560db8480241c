// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import io.strowger.location.BindingSetView;
import io.strowger.sip.transaction.ServerTransaction;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A REGISTER whose binding set is on its way to the location server. Attached to its transaction;
 * used again for the next. One thread.
 */
final class PendingRegistration {
    private static final int INITIAL_BYTES = 512;

    private final UnsafeBuffer set = new UnsafeBuffer(new byte[INITIAL_BYTES]);
    private int length;
    private @Nullable ServerTransaction transaction;
    private boolean outbound;
    private int attempts;

    void begin(final ServerTransaction forTransaction) {
        transaction = forTransaction;
        attempts = 0;
    }

    /** Keeps the set that was submitted, for the 200 lists it. */
    void submitted(final DirectBuffer value, final int valueLength, final boolean isOutbound) {
        if (valueLength > set.capacity()) {
            set.wrap(new byte[Integer.highestOneBit(valueLength) << 1]);
        }
        set.putBytes(0, value, 0, valueLength);
        length = valueLength;
        outbound = isOutbound;
        attempts++;
    }

    void wrap(final BindingSetView view) {
        view.wrap(set, 0, length, 0);
    }

    /** Null when it has ended meanwhile: then nobody waits for an answer. */
    @Nullable ServerTransaction transaction() {
        return transaction;
    }

    void forgetTransaction() {
        transaction = null;
    }

    boolean isOutbound() {
        return outbound;
    }

    /** Submissions so far. */
    int attempts() {
        return attempts;
    }
}
