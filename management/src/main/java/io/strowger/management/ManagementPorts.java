// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import org.agrona.concurrent.status.CountersReader;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP server needs of the rest of the process.
 *
 * @param browser reads the database, null where there is none
 * @param provisioning changes it, null where there is none
 * @param status of the process
 * @param counters whose labels are Prometheus series
 * @param version of the program
 * @param draining of the nodes of a switch, null where there is none
 * @param chassis whose cards serve the rest, null for any other process
 */
public record ManagementPorts(
        @Nullable LocationBrowser browser,
        @Nullable Provisioning provisioning,
        StatusSource status,
        CountersReader counters,
        String version,
        @Nullable NodeDraining draining,
        @Nullable ChassisPort chassis) {
    /** Of a process that has a database and no switch. */
    public ManagementPorts(
            LocationBrowser browser,
            Provisioning provisioning,
            StatusSource status,
            CountersReader counters,
            String version) {
        this(browser, provisioning, status, counters, version, null, null);
    }
}
