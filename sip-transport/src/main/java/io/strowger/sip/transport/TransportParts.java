// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.protection.Protection;

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
        Protection protection,
        long seed) {}
