// SPDX-License-Identifier: Apache-2.0

/**
 * Sockets between processes of a cluster, below Aeron's protocol: every datagram is sealed with the cluster's secret, host
 * names are looked up beside the traffic, and the one thread that drives everything sleeps until a datagram arrives.
 */
@NullMarked
package io.strowger.cluster.transport;

import org.jspecify.annotations.NullMarked;
