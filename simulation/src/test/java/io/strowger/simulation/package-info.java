// SPDX-License-Identifier: Apache-2.0

/**
 * A whole cluster in one thread, decided by a seed: location server members, designated receivers and up to a thousand
 * replicas on a virtual clock and a network that loses, doubles, reorders and cuts. The machines are the real ones of
 * {@code replication}; clock, network, group and stores are models.
 */
@NullMarked
package io.strowger.simulation;

import org.jspecify.annotations.NullMarked;
