// SPDX-License-Identifier: Apache-2.0
package io.strowger.ping;

import java.util.function.IntPredicate;

/** What is done with gateways beside watching them. */
public interface GatewayUse {
    /** Nothing. */
    GatewayUse NONE =
            new GatewayUse() {
                @Override
                public void onLook(final IntPredicate isSeen, final long nowNanos) {
                    // They are watched only.
                }

                @Override
                public boolean isDefaultRoute(final int gateway) {
                    return false;
                }
            };

    /**
     * They were looked at. The thread that watches.
     *
     * @param isSeen whether the gateway of this number answers
     */
    void onLook(IntPredicate isSeen, long nowNanos);

    /** Whether this host's default route goes by the gateway of this number. */
    boolean isDefaultRoute(int gateway);
}
