// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.location.LocationReader;
import io.strowger.location.client.LocationUpdates;
import io.strowger.registrar.Registrar;
import io.strowger.sip.transaction.TimerWheel;
import io.strowger.sip.transaction.TransactionLayer;
import io.strowger.sip.transport.TransportLayer;

/** What the signaling thread turns. */
record Signaling(
        TransportLayer transports,
        TransactionLayer transactions,
        TimerWheel proxyTimers,
        Registrar registrar,
        LocationUpdates updates,
        LocationReader reader,
        NodeClock clock,
        NodeCounters counters) {}
