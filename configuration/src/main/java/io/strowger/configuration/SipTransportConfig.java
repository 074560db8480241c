// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/** Options of the transports (RFC 3261 §18). */
public record SipTransportConfig(
        @Option("TCP connections.") TcpConfig tcp,
        @Option("UDP.") UdpConfig udp,
        @Option("Who may send how much, who is banned, what is refused.")
                ProtectionConfig protection,
        @Option("SIP messages.") MessageConfig message) {}
