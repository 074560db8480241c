// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import io.strowger.sealing.ClusterSecret;
import java.util.List;

/**
 * Who a process is on the bus.
 *
 * @param id names the process in the cluster; no other has the same, 0 is nobody
 * @param incarnation of this start, from {@link io.strowger.sealing.Incarnation}
 * @param secrets of the cluster, the first is sealed with, all are opened with; empty on a bus that does not leave the
 *     host
 */
public record BusIdentity(long id, long incarnation, List<ClusterSecret> secrets) {
    public BusIdentity {
        if (id == 0) {
            throw new IllegalArgumentException("0 is nobody's id");
        }
        secrets = List.copyOf(secrets);
    }
}
