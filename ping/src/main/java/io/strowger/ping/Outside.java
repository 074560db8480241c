// SPDX-License-Identifier: Apache-2.0
package io.strowger.ping;

/** The outside, as a switch sees it from its host. The thread that switches. */
public interface Outside {
    /** Nobody watches. */
    Outside NOT_WATCHED =
            new Outside() {
                @Override
                public void doWork(final long now) {
                    // There is nothing to look at.
                }

                @Override
                public int sight() {
                    return 0;
                }

                @Override
                public OutsideView view() {
                    return OutsideView.NOT_WATCHED;
                }
            };

    /** One turn, as often as one likes; monotonic nanoseconds. */
    void doWork(long now);

    /** How much of the outside is seen, see {@link GatewayWatch#sight}; 0 when nobody watches. */
    int sight();

    /** As people read it. */
    OutsideView view();
}
