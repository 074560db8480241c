// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/** Options of UDP. */
public record UdpConfig(
        @Option(
                        value =
                                "Path MTU in bytes; requests that come within 200 bytes of it are"
                                        + " sent by TCP (RFC 3261 §18.1.1).",
                        initial = "1500",
                        min = "576",
                        max = "65535")
                int mtu,
        @Option(
                        value =
                                "Datagrams a second that each source (an IPv4 address, an IPv6"
                                        + " /64) may send even while the receive buffer fills faster"
                                        + " than it is emptied; only then, and only above this, are"
                                        + " sources held to equal shares. 10000000 limits nobody.",
                        initial = "10000000",
                        min = "1",
                        max = "10000000")
                int guaranteedPerSource,
        @Option(
                        value =
                                "Memory that the system keeps for datagrams that have arrived,"
                                        + " per listening point; without CAP_NET_ADMIN at most"
                                        + " net.core.rmem_max.",
                        initial = "4MiB",
                        min = "64KiB",
                        max = "1GiB")
                ByteSize receiveBuffer,
        @Option(
                        value =
                                "Hand datagrams of one length for one address to the system as one"
                                        + " (UDP segmentation offload, Linux 4.18); they arrive as"
                                        + " before, but a capture on this host may show several as"
                                        + " one.",
                        initial = "true")
                boolean segmentation) {
    /** Longest request that is sent by UDP when TCP is possible, in bytes: 1300 by default. */
    public int largestRequestBytes() {
        return mtu - 200;
    }
}
