// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

import org.jspecify.annotations.Nullable;

/** Limits of connections, changed while they are open: for the thread that has the connections, which looks here. Any thread. */
public final class ConnectionLimits {
    private volatile @Nullable Values changed;

    /**
     * What may be changed.
     *
     * @param perSource open at a time, at least 1
     * @param acceptsPerSource that one source may open in a second; 0 = any number
     * @param firstMessageNanos until something has been said
     * @param messageNanos from the first byte of a message to its last
     */
    public record Values(
            int perSource, int acceptsPerSource, long firstMessageNanos, long messageNanos) {}

    ConnectionLimits() {}

    /** From now on these hold instead of those of the configuration. */
    public void change(final Values values) {
        changed = values;
    }

    /** Null as long as those of the configuration hold; the same object until the next change. */
    public @Nullable Values changed() {
        return changed;
    }
}
