// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

/**
 * Limits of one UDP listening point.
 *
 * @param receiveBufferBytes what the system may hold for us; 0 = its default
 * @param sendBufferBytes what the system may hold of ours; 0 = its default
 * @param maxDatagramBytes longer datagrams are dropped and counted; 512 to 65,535
 * @param maxFlows remote addresses remembered; more make the oldest unused one be forgotten
 * @param segments whether datagrams of one length to one place may leave as one send ({@link SegmentPlan}); only where the Linux
 *     calls are used
 * @param guaranteedPerSource datagrams a second that each source, an IPv4 address or an IPv6 network
 *     of 64 bits, may send however full the receive buffer is; {@value #MOST_GUARANTEED} limits
 *     nobody
 */
public record UdpLimits(
        int receiveBufferBytes,
        int sendBufferBytes,
        int maxDatagramBytes,
        int maxFlows,
        boolean segments,
        int guaranteedPerSource) {
    static final int MOST_GUARANTEED = 10_000_000;
    public static final UdpLimits STANDARD =
            new UdpLimits(4 << 20, 4 << 20, 65_535, 65_536, true, 1_000);

    public UdpLimits {
        Limit.check("udp.receiveBufferBytes", receiveBufferBytes, 0, 1 << 30);
        Limit.check("udp.sendBufferBytes", sendBufferBytes, 0, 1 << 30);
        Limit.check("udp.maxDatagramBytes", maxDatagramBytes, 512, 65_535);
        Limit.check("udp.maxFlows", maxFlows, 1, 1 << 24);
        Limit.check("udp.guaranteedPerSource", guaranteedPerSource, 1, MOST_GUARANTEED);
    }
}
