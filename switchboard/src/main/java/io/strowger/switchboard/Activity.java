// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

/** Whether this switch is the active one; asked by the thread of the switch, in each turn, and answered at once. */
public interface Activity {
    /**
     * Whether it may give out calls now.
     *
     * @param nowNanos monotonic, fresh
     */
    boolean isActive(long nowNanos);

    /** Of the lease under which it is or was active; rises with each change, at least 1. */
    long term();

    /** Of a switch that has no other beside it. */
    Activity ALONE =
            new Activity() {
                @Override
                public boolean isActive(final long nowNanos) {
                    return true;
                }

                @Override
                public long term() {
                    return 1;
                }
            };
}
