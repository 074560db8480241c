// SPDX-License-Identifier: Apache-2.0
package io.strowger.host.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A request of rtnetlink(7): header, the fixed part that its type has, then attributes (RFC 3549 §2.2, §2.3). It asks
 * for an answer. Not for several threads.
 */
public final class NetlinkRequest {
    /** IPv4 in a fixed part. */
    public static final byte FAMILY_V4 = 2;

    /** IPv6. */
    public static final byte FAMILY_V6 = 10;

    /** Of an IPv4 address. */
    public static final int IPV4_BYTES = 4;

    private static final short WITH_ANSWER = 1 | 4;
    private static final short CREATE_OR_REPLACE = 0x400 | 0x100;
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int ALIGNMENT = 4;

    /** Fits a fixed part and some attributes; one byte more is an exception. */
    private static final int MOST_BYTES = 256;

    private final ByteBuffer message =
            ByteBuffer.allocate(MOST_BYTES).order(ByteOrder.nativeOrder());

    private NetlinkRequest(final int type, final short flags) {
        message.putInt(0).putShort((short) type).putShort(flags).putInt(1).putInt(0);
    }

    /** Something is to be there, and nothing else in its place. */
    public static NetlinkRequest createOrReplace(final int type) {
        return new NetlinkRequest(type, (short) (WITH_ANSWER | CREATE_OR_REPLACE));
    }

    /** Anything else, such as the removal of what is there. */
    public static NetlinkRequest of(final int type) {
        return new NetlinkRequest(type, WITH_ANSWER);
    }

    /** Of the fixed part. */
    public NetlinkRequest withBytes(final byte... bytes) {
        message.put(bytes);
        return this;
    }

    /** Of the fixed part, in the host's byte order. */
    public NetlinkRequest withNumber(final int number) {
        message.putInt(number);
        return this;
    }

    /** An attribute. */
    public NetlinkRequest attribute(final int type, final byte... value) {
        message.putShort((short) (ATTRIBUTE_HEADER + value.length)).putShort((short) type);
        message.put(value);
        while (message.position() % ALIGNMENT != 0) {
            message.put((byte) 0);
        }
        return this;
    }

    /** An attribute of numbers in the host's byte order. */
    public NetlinkRequest attributeOfNumbers(final int type, final int... numbers) {
        final ByteBuffer value =
                ByteBuffer.allocate(numbers.length * Integer.BYTES).order(ByteOrder.nativeOrder());
        for (final int number : numbers) {
            value.putInt(number);
        }
        return attribute(type, value.array());
    }

    /** The whole request. */
    public byte[] bytes() {
        final byte[] bytes = new byte[message.position()];
        message.putInt(0, bytes.length).get(0, bytes);
        return bytes;
    }
}
