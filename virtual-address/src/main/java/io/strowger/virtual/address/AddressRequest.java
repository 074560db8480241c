// SPDX-License-Identifier: Apache-2.0
package io.strowger.virtual.address;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Requests of rtnetlink(7) (RFC 3549 §2.3.3.2) for one address of an interface. */
final class AddressRequest {
    private static final short NEW_ADDRESS = 20;
    private static final short DELETE_ADDRESS = 21;
    private static final short WITH_ANSWER = 1 | 4;
    private static final short CREATE_OR_REPLACE = 0x400 | 0x100;
    private static final byte FAMILY_V4 = 2;
    private static final byte FAMILY_V6 = 10;
    private static final int IPV4_BYTES = 4;

    /** No detection of duplicates: the host that had the address before may have it still. */
    private static final byte NO_DETECTION = 2;

    private static final short ADDRESS = 1;
    private static final short LOCAL = 2;
    private static final short LIFETIMES = 6;
    private static final int MOST_BYTES = 128;

    private AddressRequest() {}

    /** Adds the address for so many seconds, or lets it stay for so many more. */
    static byte[] hold(
            final InetAddress address,
            final int prefixLength,
            final int networkInterface,
            final int seconds) {
        final ByteBuffer message =
                begin(
                        NEW_ADDRESS,
                        (short) (WITH_ANSWER | CREATE_OR_REPLACE),
                        address,
                        prefixLength,
                        networkInterface);
        message.putShort((short) 20).putShort(LIFETIMES);
        message.putInt(seconds).putInt(seconds).putInt(0).putInt(0);
        return end(message);
    }

    /** Takes it away. */
    static byte[] remove(
            final InetAddress address, final int prefixLength, final int networkInterface) {
        return end(begin(DELETE_ADDRESS, WITH_ANSWER, address, prefixLength, networkInterface));
    }

    private static ByteBuffer begin(
            final short type,
            final short flags,
            final InetAddress address,
            final int prefixLength,
            final int networkInterface) {
        final byte[] bytes = address.getAddress();
        final boolean isIpv4 = bytes.length == IPV4_BYTES;
        final ByteBuffer message = ByteBuffer.allocate(MOST_BYTES).order(ByteOrder.nativeOrder());
        message.putInt(0).putShort(type).putShort(flags).putInt(1).putInt(0);
        message.put(isIpv4 ? FAMILY_V4 : FAMILY_V6).put((byte) prefixLength);
        message.put(isIpv4 ? 0 : NO_DETECTION).put((byte) 0).putInt(networkInterface);
        for (final short attribute : new short[] {LOCAL, ADDRESS}) {
            message.putShort((short) (4 + bytes.length)).putShort(attribute).put(bytes);
        }
        return message;
    }

    private static byte[] end(final ByteBuffer message) {
        final byte[] bytes = new byte[message.position()];
        message.putInt(0, bytes.length).get(0, bytes);
        return bytes;
    }
}
