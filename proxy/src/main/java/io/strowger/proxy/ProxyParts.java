// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.location.LocationReader;
import io.strowger.routing.NextHopResolver;
import io.strowger.routing.RouteInformation;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.transaction.MessageSender;
import io.strowger.sip.transaction.TimerValues;
import io.strowger.sip.transaction.TimerWheel;
import io.strowger.sip.transaction.TransactionLayer;
import java.util.function.Supplier;

/**
 * What the proxy works with.
 *
 * @param transactions the layer whose events it is handed
 * @param sender for what goes without a transaction: the ACK of a 2xx and late responses
 * @param flows finds the flow to a next hop
 * @param resolver finds the address of a host name
 * @param reader the location database, for what Route headers name
 * @param timers wheel for timer C, turned by the owner
 * @param timerValues C and, for a cancelled branch, B
 * @param branchKey hash under the cluster's branch key (docs/decisions/0007)
 * @param newRouteInformation makes the reader of Route headers
 * @param counters what is counted
 */
public record ProxyParts(
        TransactionLayer transactions,
        MessageSender sender,
        FlowFinder flows,
        NextHopResolver resolver,
        LocationReader reader,
        TimerWheel timers,
        TimerValues timerValues,
        KeyedHash branchKey,
        Supplier<RouteInformation> newRouteInformation,
        ProxyCounters counters) {}
