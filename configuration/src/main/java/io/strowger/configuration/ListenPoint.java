// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.util.Locale;

/**
 * One place where SIP is served, written as udp:0.0.0.0:5060 or tcp:[::]:5060.
 *
 * @param protocol transport protocol
 * @param endpoint address and port
 */
public record ListenPoint(ListenProtocol protocol, Endpoint endpoint) {
    @Override
    public String toString() {
        return protocol.name().toLowerCase(Locale.ROOT) + ":" + endpoint;
    }
}
