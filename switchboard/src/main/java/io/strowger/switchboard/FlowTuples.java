// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.connection.table.ConnectionTuple;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.transport.ListenPoint;
import java.util.List;

/** What a flow is in the connection table: from where, to which listening point, by which transport. One thread. */
final class FlowTuples {
    private final ConnectionTuple tuple = new ConnectionTuple();
    private final IpAddress[] addresses;

    FlowTuples(final List<ListenPoint> listen) {
        addresses = listen.stream().map(ListenPoint::address).toArray(IpAddress[]::new);
    }

    /** Good until the next call. */
    ConnectionTuple of(final Flow flow) {
        final IpAddress own = addresses[flow.local().index()];
        return tuple.transport(flow.protocol())
                .originating(flow.addressHigh(), flow.addressLow(), flow.port())
                .destination(own.high(), own.low(), flow.local().port());
    }
}
