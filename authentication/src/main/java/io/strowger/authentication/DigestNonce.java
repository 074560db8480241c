// SPDX-License-Identifier: Apache-2.0
package io.strowger.authentication;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Nonces that need not be remembered: the time of issue and an HMAC-SHA256 over time, source and
 * realm, cut to 128 bits, both in hexadecimal digits. Every node of the cluster has the key and
 * accepts the nonces of the others; a nonce is good only where it was given (docs/decisions/0010).
 * Reusable, one thread.
 */
final class DigestNonce {
    /** Digits of a nonce: 64 bits of time, 128 of the code. */
    static final int LENGTH = 48;

    /** Clocks of nodes may differ by this much. */
    private static final long SKEW_MILLIS = 10_000;

    private static final int TIME_DIGITS = 16;
    private static final int CODE_BYTES = 16;

    private final Mac mac;
    private final long lifetimeMillis;
    private final byte[] time = new byte[Long.BYTES];
    private final UnsafeBuffer timeBuffer = new UnsafeBuffer(time);
    private final byte[] sourceBytes = new byte[Long.BYTES];
    private final UnsafeBuffer sourceBuffer = new UnsafeBuffer(sourceBytes);
    private final byte[] code;
    private final UnsafeBuffer codeBuffer;
    private final byte[] given = new byte[CODE_BYTES];
    private final byte[] expected = new byte[CODE_BYTES];
    private long source;

    DigestNonce(final byte[] key, final long lifetimeMillis) {
        this.lifetimeMillis = lifetimeMillis;
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (final GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no HmacSHA256", missing);
        }
        code = new byte[mac.getMacLength()];
        codeBuffer = new UnsafeBuffer(code);
    }

    /**
     * Whose nonces the next calls are about: an IPv4 address, or the network of an IPv6 one, for a
     * host may have several addresses there. The port is left out: NAT changes it.
     */
    DigestNonce at(final Flow flow) {
        source = flow.addressHigh() == 0 ? flow.addressLow() : flow.addressHigh();
        return this;
    }

    /** Appends a new nonce. */
    void write(
            final DirectBuffer realm,
            final int offset,
            final int length,
            final long nowMillis,
            final SipWriter target) {
        computeCode(realm, offset, length, nowMillis);
        target.putHex(nowMillis)
                .putHex(codeBuffer.getLong(0, ByteOrder.BIG_ENDIAN))
                .putHex(codeBuffer.getLong(Long.BYTES, ByteOrder.BIG_ENDIAN));
    }

    /** Whether a nonce is one of ours for this source and realm and not past its lifetime. */
    boolean isFresh(
            final DirectBuffer buffer,
            final long nonce,
            final DirectBuffer realm,
            final int offset,
            final int length,
            final long nowMillis) {
        if (Span.length(nonce) != LENGTH) {
            return false;
        }
        final int start = Span.start(nonce);
        if (!Hex.decode(buffer, start, time, Long.BYTES)
                || !Hex.decode(buffer, start + TIME_DIGITS, given, CODE_BYTES)) {
            return false;
        }
        final long issuedMillis = timeBuffer.getLong(0, ByteOrder.BIG_ENDIAN);
        computeCode(realm, offset, length, issuedMillis);
        System.arraycopy(code, 0, expected, 0, CODE_BYTES);
        return MessageDigest.isEqual(given, expected)
                && nowMillis - issuedMillis < lifetimeMillis
                && issuedMillis - nowMillis <= SKEW_MILLIS;
    }

    private void computeCode(
            final DirectBuffer realm, final int offset, final int length, final long timeMillis) {
        timeBuffer.putLong(0, timeMillis, ByteOrder.BIG_ENDIAN);
        mac.update(time);
        sourceBuffer.putLong(0, source, ByteOrder.BIG_ENDIAN);
        mac.update(sourceBytes);
        for (int at = offset; at < offset + length; at++) {
            mac.update(realm.getByte(at));
        }
        try {
            mac.doFinal(code, 0);
        } catch (final GeneralSecurityException tooShort) {
            throw new IllegalStateException("HmacSHA256 does not fit into its length", tooShort);
        }
    }
}
