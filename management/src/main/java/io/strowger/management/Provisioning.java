// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.time.Duration;
import java.util.List;

/**
 * The one door through which changes go to the active location server. Called on many threads at
 * once; changes that one thread submits are committed in the order submitted.
 */
public interface Provisioning {
    /**
     * Hands changes over. Blocks while the way to the location server is full.
     *
     * @param changes at most 1,000
     */
    Pending submit(List<RequestedChange> changes) throws InterruptedException;

    /** Changes on their way. */
    interface Pending {
        /**
         * Waits for the outcomes, one per change in the order submitted.
         *
         * @param limit what has no outcome by then is {@link ProvisioningOutcome.Unavailable}
         */
        List<ProvisioningOutcome> await(Duration limit) throws InterruptedException;
    }
}
