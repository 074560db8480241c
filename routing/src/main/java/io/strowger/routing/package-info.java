// SPDX-License-Identifier: Apache-2.0

/**
 * Where does a request go: request validation (RFC 3261 §16.3), Route preprocessing (§16.4), target
 * set (§16.5), next hop.
 *
 * <p>Called by the signaling agent in its one thread. Pure: reads the location database through
 * {@link io.strowger.location.LocationReader}, gets the time passed in, resolves no names by itself
 * and knows neither transactions nor sockets.
 */
@NullMarked
package io.strowger.routing;

import org.jspecify.annotations.NullMarked;
