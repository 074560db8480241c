// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.TransportProtocol;
import org.jspecify.annotations.Nullable;

/** Port to the transports: the flow on which a next hop is reached. Never blocks. */
public interface FlowFinder {
    /** An open or newly begun flow to the address; null when the protocol is not served. */
    @Nullable Flow flowTo(TransportProtocol protocol, long addressHigh, long addressLow, int port);

    /** The open connection of this number (RFC 5626); null when it is gone. */
    @Nullable Flow connection(long number);
}
