// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

/**
 * What all listening points share.
 *
 * @param seed of the flow tables, random
 */
record TransportParts(
        MessageReceiver receiver,
        TransportCounters counters,
        FlowFailures failures,
        RouteProbe probe,
        long seed) {}
