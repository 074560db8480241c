// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.location.LocationReader;
import io.strowger.location.client.LocationUpdates;
import io.strowger.proxy.Proxy;
import io.strowger.registrar.Registrar;
import io.strowger.sip.transaction.TimerWheel;
import io.strowger.sip.transaction.TransactionLayer;

/** What the signaling thread turns, beside the transports. */
record Signaling(
        TransactionLayer transactions,
        TimerWheel proxyTimers,
        Proxy proxy,
        NodeResolver resolver,
        Registrar registrar,
        LocationUpdates updates,
        LocationReader reader,
        NodeClock clock,
        NodeCounters counters) {}
