// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.location.client.MemberAddress;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;

/**
 * Sees at the start whether another program has one of the ports of a location server's member. Without it the member
 * would begin, and try again and again for ever.
 */
final class MemberPorts {
    private MemberPorts() {}

    /**
     * @param member this process
     * @param number of it in {@code location.members}
     * @throws CommandFailure when a port is in use; whatever else there is to say of the address is said by those that
     *     use it
     */
    static void check(MemberAddress member, int number) throws CommandFailure {
        InetAddress host;
        try {
            host = InetAddress.getByName(member.host());
        } catch (UnknownHostException notYet) {
            return;
        }
        for (int port = member.port(); port < member.port() + MemberAddress.PORTS; port++) {
            if (isInUse(new InetSocketAddress(host, port))) {
                throw new CommandFailure(
                        "another program uses UDP port %d of %s, one of the %d ports from %d on that location.members[%d] needs"
                                .formatted(
                                        port,
                                        member.host(),
                                        MemberAddress.PORTS,
                                        member.port(),
                                        number));
            }
        }
    }

    private static boolean isInUse(InetSocketAddress address) {
        try (DatagramSocket socket = new DatagramSocket(null)) {
            socket.bind(address);
            return false;
        } catch (BindException failure) {
            return String.valueOf(failure.getMessage()).contains("in use");
        } catch (SocketException other) {
            return false;
        }
    }
}
