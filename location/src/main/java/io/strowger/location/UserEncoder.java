// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import io.strowger.location.codec.MessageHeaderEncoder;
import io.strowger.location.codec.StoredUserEncoder;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;

/** Writes the value of a USER record. Reusable; for the management side, so it takes strings and arrays. */
public final class UserEncoder {
    static final int ENABLED = 1;
    static final int MAY_CALL_OUT = 2;
    private static final byte[] NONE = new byte[0];

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final StoredUserEncoder message = new StoredUserEncoder();
    private int flags;
    private ServiceOverride service = ServiceOverride.NONE;
    private byte[] md5 = NONE;
    private byte[] sha256 = NONE;
    private byte[] realm = NONE;
    private byte[] displayName = NONE;

    public UserEncoder() {
        reset();
    }

    /** An enabled user without credentials that may not call out. */
    public UserEncoder reset() {
        flags = ENABLED;
        service = ServiceOverride.NONE;
        md5 = NONE;
        sha256 = NONE;
        realm = NONE;
        displayName = NONE;
        return this;
    }

    public UserEncoder enabled(final boolean enabled) {
        flags = enabled ? flags | ENABLED : flags & ~ENABLED;
        return this;
    }

    /** Whether calls of this user to foreign domains and outside numbers are let through. */
    public UserEncoder mayCallOut(final boolean may) {
        flags = may ? flags | MAY_CALL_OUT : flags & ~MAY_CALL_OUT;
        return this;
    }

    public UserEncoder service(final ServiceOverride override) {
        service = override;
        return this;
    }

    /** HA1 = MD5(user:realm:password), 16 bytes raw, or empty for none. */
    public UserEncoder md5(final byte[] ha1) {
        md5 = ha1.clone();
        return this;
    }

    /** HA1 = SHA-256(user:realm:password), 32 bytes raw, or empty for none. */
    public UserEncoder sha256(final byte[] ha1) {
        sha256 = ha1.clone();
        return this;
    }

    /** The realm that the HA1 values were made with, at most 128 bytes. */
    public UserEncoder realm(final String text) {
        realm = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** At most 128 bytes. */
    public UserEncoder displayName(final String text) {
        displayName = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /**
     * Writes the user.
     *
     * @return its length, or -1 when a part has not its length or is past its limit
     */
    public int encode(final MutableDirectBuffer buffer, final int offset) {
        if (!isLengthOf(md5, UserView.MD5_LENGTH)
                || !isLengthOf(sha256, UserView.SHA256_LENGTH)
                || realm.length > Limits.REALM
                || displayName.length > Limits.DISPLAY_NAME) {
            return -1;
        }
        message.wrapAndApplyHeader(buffer, offset, header)
                .flags((short) flags)
                .service(service.code())
                .putMd5(md5, 0, md5.length)
                .putSha256(sha256, 0, sha256.length)
                .putRealm(realm, 0, realm.length)
                .putDisplayName(displayName, 0, displayName.length);
        return message.limit() - offset;
    }

    private static boolean isLengthOf(final byte[] ha1, final int length) {
        return ha1.length == 0 || ha1.length == length;
    }
}
