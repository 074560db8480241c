// SPDX-License-Identifier: Apache-2.0

/**
 * Replication at work: joins the machines of {@code replication}, which know no store and no network, with {@code
 * location-store} and {@code bus}. {@link io.strowger.replica.ReplicaAgent} keeps a cluster node's copy in step, {@link
 * io.strowger.replica.MemberAgent} publishes and serves loads beside a location server. Each is one thread that owns its
 * bus.
 */
@NullMarked
package io.strowger.replica;

import org.jspecify.annotations.NullMarked;
