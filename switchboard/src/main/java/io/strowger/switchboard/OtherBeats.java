// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.switching.Switch;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How a standby knows which nodes live: nodes do nothing of what it sends, for they listen to the active switch, but send each
 * switch a beat every 100 ms from the thread that does all their work. Who was heard lately has answered. One thread.
 */
final class OtherBeats {
    /** Two beats. */
    private static final long LATELY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long NONE = -1;

    private final long[] heardAt;
    private final long[] asked;

    OtherBeats(final int nodes, final long nowNanos) {
        heardAt = new long[nodes];
        asked = new long[nodes];
        forget(nowNanos);
    }

    /** Nobody has been heard, nobody is asked: numbers may have got another meaning. */
    void forget(final long nowNanos) {
        Arrays.fill(heardAt, nowNanos - LATELY_NANOS);
        Arrays.fill(asked, NONE);
    }

    void onHeard(final int node, final long nowNanos) {
        heardAt[node] = nowNanos;
    }

    /** Whether the node has been heard lately. */
    boolean wasHeard(final int node, final long nowNanos) {
        return nowNanos - heardAt[node] < LATELY_NANOS;
    }

    void onEnded(final int node, final long nowNanos) {
        heardAt[node] = nowNanos - LATELY_NANOS;
    }

    /** A node would be asked how it is, with this number. */
    void onAsked(final int node, final long number) {
        asked[node] = number;
    }

    /** Gives the answers of those that were heard lately. */
    void answer(final Switch decisions, final long nowNanos) {
        for (int node = 0; node < asked.length; node++) {
            if (asked[node] != NONE && wasHeard(node, nowNanos)) {
                decisions.status(node).onOptionsAnswered(asked[node], 200, nowNanos);
                asked[node] = NONE;
            }
        }
    }
}
