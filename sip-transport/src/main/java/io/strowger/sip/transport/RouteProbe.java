// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.sip.message.IpAddress;
import org.jspecify.annotations.Nullable;

/** Asks the system which of our addresses it would use toward a peer. Sends nothing. */
interface RouteProbe extends AutoCloseable {
    /** The local address, or null when there is no route. */
    @Nullable IpAddress localAddressToward(long addressHigh, long addressLow);

    @Override
    void close();
}
