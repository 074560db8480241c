// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import io.strowger.sip.message.TransportProtocol;
import org.agrona.DirectBuffer;

/**
 * Port: addresses of host names, for the signaling thread. Never waits: a name that has to be asked
 * for elsewhere is PENDING, and who implements this says later that it is worth asking again.
 */
@FunctionalInterface
public interface NextHopResolver {
    /** What is known about a name now. */
    enum Resolution {
        /** {@link NextHop#address} has been called. */
        RESOLVED,
        /** Not known yet; ask again when told so. */
        PENDING,
        /** There is no such host, or no address that we can reach. */
        NONE
    }

    /**
     * Looks a name up.
     *
     * @param port of the URI, or 0 when it names none
     * @param into gets the address; its port is set already when the URI names one
     */
    Resolution resolve(
            DirectBuffer buffer,
            int hostOffset,
            int hostLength,
            int port,
            TransportProtocol protocol,
            NextHop into);
}
