// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import io.strowger.sip.message.TransportProtocol;
import org.agrona.DirectBuffer;

/**
 * Port: addresses of host names, for the signaling thread. Never waits: a name that has to be asked
 * for elsewhere is PENDING, and who implements this tells later that the look-up has ended.
 */
@FunctionalInterface
public interface NextHopResolver {
    /** What is known about a name now. */
    enum Resolution {
        /** {@link NextHop#address} has been called. */
        RESOLVED,
        /** Not known yet; {@link NextHop#lookUp(long)} has been called. Ask again when that has ended. */
        PENDING,
        /**
         * There is no such host, no address that we can reach, or nobody to ask: as if the next hop
         * had answered 503 (RFC 3261 §16.9, RFC 3263 §4.3).
         */
        NONE
    }

    /**
     * Looks a name up.
     *
     * @param port of the URI, or 0 when it names none
     * @param into gets the address, or the number of the look-up: above 0, and never used again once
     *     that has ended; its port is set already when the URI names one
     */
    Resolution resolve(
            DirectBuffer buffer,
            int hostOffset,
            int hostLength,
            int port,
            TransportProtocol protocol,
            NextHop into);
}
