// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.management.LocationBrowser;
import io.strowger.management.Provisioning;
import java.time.Duration;

/** The location database of a process with the server that commits its changes. */
interface LocationSide extends AutoCloseable {
    LocationBrowser browser();

    Provisioning provisioning();

    /** Number of this member of the location server, "0" for the only one. */
    String id();

    /** "active" for the member that leads, "standby" for one that follows. */
    String role();

    /** Whether changes are committed now. */
    boolean isServing();

    /** Waits for that; false when it did not happen in time. */
    boolean awaitServing(Duration limit);

    /** One line about what it does, or what is wrong with it. */
    String condition();

    @Override
    void close();
}
