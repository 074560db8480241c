// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import io.strowger.location.codec.StoredUserDecoder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Flyweight over the value of one USER record; valid as long as the bytes below it. */
public final class UserView {
    public static final int MD5_LENGTH = 16;
    public static final int SHA256_LENGTH = 32;

    private static final int MD5 = 0;
    private static final int SHA256 = 1;
    private static final int REALM = 2;
    private static final int DISPLAY_NAME = 3;
    private static final int PARTS = 4;

    private final UnsafeBuffer bytes = new UnsafeBuffer(BindingSetView.NOTHING, 0, 0);
    private final int[] offsets = new int[PARTS];
    private final int[] lengths = new int[PARTS];
    private int flags;
    private int service;
    private long level;

    /** Points this view at a value; false when the bytes do not hold a user. */
    public boolean wrap(
            final DirectBuffer buffer, final int offset, final int length, final long level) {
        bytes.wrap(buffer, offset, length);
        this.level = level;
        final int block = CodecHeader.block(bytes, StoredUserDecoder.TEMPLATE_ID);
        if (block < StoredUserDecoder.BLOCK_LENGTH) {
            return false;
        }
        flags = bytes.getByte(CodecHeader.LENGTH + StoredUserDecoder.flagsEncodingOffset());
        service = bytes.getByte(CodecHeader.LENGTH + StoredUserDecoder.serviceEncodingOffset());
        int at = CodecHeader.LENGTH + block;
        for (int i = 0; i < PARTS; i++) {
            if (at >= length) {
                return false;
            }
            lengths[i] = bytes.getByte(at) & 0xFF;
            offsets[i] = at + 1;
            at += 1 + lengths[i];
        }
        return at <= length
                && (lengths[MD5] == 0 || lengths[MD5] == MD5_LENGTH)
                && (lengths[SHA256] == 0 || lengths[SHA256] == SHA256_LENGTH);
    }

    /** A disabled user neither registers nor calls. */
    public boolean isEnabled() {
        return (flags & UserEncoder.ENABLED) != 0;
    }

    public boolean mayCallOut() {
        return (flags & UserEncoder.MAY_CALL_OUT) != 0;
    }

    public ServiceOverride service() {
        return ServiceOverride.ofCode(service);
    }

    public boolean hasMd5() {
        return lengths[MD5] != 0;
    }

    public boolean hasSha256() {
        return lengths[SHA256] != 0;
    }

    /** Copies the raw HA1 of MD5 into the array's first 16 bytes; only when {@link #hasMd5()}. */
    public void copyMd5(final byte[] into) {
        bytes.getBytes(offsets[MD5], into, 0, MD5_LENGTH);
    }

    /** Copies the raw HA1 of SHA-256 into the array's first 32 bytes; only when {@link #hasSha256()}. */
    public void copySha256(final byte[] into) {
        bytes.getBytes(offsets[SHA256], into, 0, SHA256_LENGTH);
    }

    /** The buffer that the realm's offset refers to. */
    public DirectBuffer buffer() {
        return bytes;
    }

    public int realmOffset() {
        return offsets[REALM];
    }

    public int realmLength() {
        return lengths[REALM];
    }

    public String realm() {
        return text(REALM);
    }

    public String displayName() {
        return text(DISPLAY_NAME);
    }

    /** The database level that last changed this record. */
    public long level() {
        return level;
    }

    private String text(final int part) {
        final byte[] copy = new byte[lengths[part]];
        bytes.getBytes(offsets[part], copy);
        return new String(copy, StandardCharsets.UTF_8);
    }
}
