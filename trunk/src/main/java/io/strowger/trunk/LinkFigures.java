// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

/**
 * What one end of a trunk shows of a link to a peer.
 *
 * @param number of the link at this end, from 0
 * @param address where it leads to, or where this end is reached by it
 * @param framesSent over it, repeated ones included
 * @param roundTripMicros smoothed, 0 when nothing has been answered yet
 * @param leftTimes how often it was left
 */
public record LinkFigures(
        int number,
        String address,
        LinkState state,
        long framesSent,
        long roundTripMicros,
        long leftTimes) {}
