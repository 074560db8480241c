// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

/**
 * A card as decisions about several of them see it.
 *
 * @param place where it is
 * @param running whether there is a process
 * @param ready whether it serves
 * @param starts how often it was started
 * @param facts what it said last
 */
record CardView(Place place, boolean running, boolean ready, int starts, CardFacts facts) {}
