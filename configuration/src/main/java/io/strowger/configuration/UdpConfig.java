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
                int mtu) {
    /** Longest request that is sent by UDP when TCP is possible, in bytes: 1300 by default. */
    public int largestRequestBytes() {
        return mtu - 200;
    }
}
