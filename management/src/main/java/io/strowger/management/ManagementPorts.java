// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import org.agrona.concurrent.status.CountersReader;

/**
 * What the HTTP server needs of the rest of the process.
 *
 * @param browser reads the database
 * @param provisioning changes it
 * @param status of the process
 * @param counters whose labels are Prometheus series
 * @param version of the program
 */
public record ManagementPorts(
        LocationBrowser browser,
        Provisioning provisioning,
        StatusSource status,
        CountersReader counters,
        String version) {}
