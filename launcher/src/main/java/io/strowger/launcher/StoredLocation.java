// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.location.client.LocationUpdates;
import io.strowger.location.store.LocationStore;

/** A location side whose database is a file of this process, from which calls can be routed. */
interface StoredLocation extends LocationSide {
    LocationStore store();

    /**
     * Opens the door for changes for one thread that never waits.
     *
     * @param wakeUp is called when outcomes have arrived; must not block
     */
    LocationUpdates connect(Runnable wakeUp);
}
