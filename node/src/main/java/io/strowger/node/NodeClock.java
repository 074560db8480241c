// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import java.util.concurrent.TimeUnit;

/** Where time enters: read once per turn, the same for everything that happens in it. */
final class NodeClock {
    private long nowNanos;
    private long nowMillis;

    NodeClock() {
        read();
    }

    void read() {
        nowNanos = System.nanoTime();
        nowMillis = System.currentTimeMillis();
    }

    /** Monotonic, in nanoseconds. */
    long nowNanos() {
        return nowNanos;
    }

    /** Milliseconds since 1970, for what is written down with an expiry. */
    long nowMillis() {
        return nowMillis;
    }

    static long millis(final long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
