// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

/**
 * A ban or suspicion in force.
 *
 * @param slowed whether it is only held to the rate of suspects
 * @param nanosLeft until it ends by itself; {@link Long#MAX_VALUE} = never
 */
public record Ban(Network network, Reason reason, boolean slowed, long nanosLeft) {}
