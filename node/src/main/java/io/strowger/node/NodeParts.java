// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.location.LocationReader;
import io.strowger.location.client.LocationUpdates;
import io.strowger.protection.Protection;
import java.util.function.Function;
import org.agrona.concurrent.status.CountersManager;

/**
 * What a cluster node is given by its process.
 *
 * @param reader lookups in the local replica, for the signaling thread alone
 * @param updates opens the door for changes; the argument wakes the signaling thread when outcomes
 *     have arrived
 * @param secrets keys that all nodes of the cluster share
 * @param protection says who may send; of the signaling thread from now on
 * @param counters where counters are allocated
 */
public record NodeParts(
        LocationReader reader,
        Function<Runnable, LocationUpdates> updates,
        NodeSecrets secrets,
        Protection protection,
        CountersManager counters) {}
