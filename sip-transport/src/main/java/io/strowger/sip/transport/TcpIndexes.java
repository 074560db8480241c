// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.sip.message.IpAddress;

/**
 * Which listening points one TCP socket serves: a socket on the IPv6 wildcard takes IPv4 connections
 * as well, so it stands for both when both are configured.
 */
record TcpIndexes(int v4, int v6) {
    int of(final IpAddress local) {
        return local.isV4() ? v4 : v6;
    }
}
