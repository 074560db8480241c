// SPDX-License-Identifier: Apache-2.0
package io.strowger.virtual.address;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Ethernet frames that tell everybody on a link where an address is: gratuitous ARP (RFC 826; RFC 5227 §3) or
 * an unsolicited neighbour advertisement (RFC 4861 §7.2.6).
 */
final class Announcement {
    private static final byte[] EVERYBODY = {-1, -1, -1, -1, -1, -1};
    private static final byte[] ALL_NODES_LINK = {0x33, 0x33, 0, 0, 0, 1};
    private static final byte[] ALL_NODES = {
        (byte) 0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
    };
    private static final int IPV4_BYTES = 4;
    private static final short ARP = 0x0806;
    private static final short IPV4 = 0x0800;
    private static final short IPV6 = (short) 0x86DD;
    private static final int SHORTEST_FRAME = 60;
    private static final short REQUEST = 1;
    private static final short REPLY = 2;
    private static final byte ICMPV6 = 58;
    private static final byte ADVERTISEMENT = (byte) 136;
    private static final int OVERRIDE = 0x2000_0000;
    private static final byte TARGET_LINK_ADDRESS = 2;
    private static final int ETHERNET_BYTES = 14;
    private static final int IPV6_BYTES = 40;
    private static final int ADVERTISEMENT_BYTES = 32;

    private Announcement() {}

    /** The frames for an address that is at this link address now. */
    static List<byte[]> of(final InetAddress address, final byte[] linkAddress) {
        final byte[] bytes = address.getAddress();
        // Some heed requests only, some replies only.
        return bytes.length == IPV4_BYTES
                ? List.of(arp(REQUEST, bytes, linkAddress), arp(REPLY, bytes, linkAddress))
                : List.of(advertisement(bytes, linkAddress));
    }

    private static byte[] arp(
            final short operation, final byte[] address, final byte[] linkAddress) {
        final ByteBuffer frame = ByteBuffer.allocate(SHORTEST_FRAME);
        frame.put(EVERYBODY).put(linkAddress).putShort(ARP);
        frame.putShort((short) 1).putShort(IPV4).put((byte) 6).put((byte) IPV4_BYTES);
        frame.putShort(operation).put(linkAddress).put(address);
        frame.put(operation == REPLY ? linkAddress : new byte[6]).put(address);
        return frame.array();
    }

    private static byte[] advertisement(final byte[] address, final byte[] linkAddress) {
        final ByteBuffer frame =
                ByteBuffer.allocate(ETHERNET_BYTES + IPV6_BYTES + ADVERTISEMENT_BYTES);
        frame.put(ALL_NODES_LINK).put(linkAddress).putShort(IPV6);
        frame.putInt(6 << 28).putShort((short) ADVERTISEMENT_BYTES).put(ICMPV6).put((byte) 255);
        frame.put(address).put(ALL_NODES);
        final int at = frame.position();
        frame.put(ADVERTISEMENT).put((byte) 0).putShort((short) 0).putInt(OVERRIDE).put(address);
        frame.put(TARGET_LINK_ADDRESS).put((byte) 1).put(linkAddress);
        return frame.putShort(at + 2, checksum(frame, at)).array();
    }

    /** RFC 4443 §2.3: over the pseudo-header (RFC 8200 §8.1) and the message. */
    private static short checksum(final ByteBuffer frame, final int at) {
        long sum = ADVERTISEMENT_BYTES + ICMPV6;
        for (int i = ETHERNET_BYTES + 8; i < at + ADVERTISEMENT_BYTES; i += 2) {
            sum += frame.getShort(i) & 0xFFFF;
        }
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (short) ~(sum + (sum >> 16));
    }
}
