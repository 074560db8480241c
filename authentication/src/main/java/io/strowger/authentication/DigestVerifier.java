// SPDX-License-Identifier: Apache-2.0
package io.strowger.authentication;

import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.Span;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.Map;

/**
 * Computes the response that proves knowledge of the password (RFC 7616 §3.4.1) and compares it in
 * constant time. Holds its digests and arrays for use again: one per thread.
 */
final class DigestVerifier {
    private static final byte COLON = ':';
    private static final int LONGEST = DigestAlgorithm.SHA_256.length();

    private final Map<DigestAlgorithm, MessageDigest> digests =
            new EnumMap<>(DigestAlgorithm.class);
    private final byte[] raw = new byte[LONGEST];
    private final byte[] given = new byte[LONGEST];
    private final byte[] hex = new byte[2 * LONGEST];
    private final byte[] requestHash = new byte[2 * LONGEST];
    private final byte[] chunk = new byte[256];

    DigestVerifier() {
        for (final DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            try {
                digests.put(algorithm, MessageDigest.getInstance(algorithm.text()));
            } catch (final NoSuchAlgorithmException missing) {
                throw new IllegalStateException("this Java has no " + algorithm, missing);
            }
        }
    }

    /**
     * Whether the credentials were made with the password behind this HA1.
     *
     * @param ha1 raw, in the first bytes, as many as the algorithm has
     */
    boolean isRight(
            final SipMessage request, final DigestCredentials credentials, final byte[] ha1) {
        final DigestAlgorithm algorithm = credentials.algorithm();
        final MessageDigest digest = digests.get(algorithm);
        if (digest == null) {
            throw new IllegalStateException("no digest for " + algorithm);
        }
        final int length = algorithm.length();
        put(digest, request, request.methodSpan());
        digest.update(COLON);
        put(digest, request, credentials.uri());
        finish(digest, length);
        Hex.encode(raw, length, requestHash);

        Hex.encode(ha1, length, hex);
        digest.update(hex, 0, 2 * length);
        digest.update(COLON);
        put(digest, request, credentials.nonce());
        digest.update(COLON);
        if (credentials.hasQop()) {
            put(digest, request, credentials.nonceCount());
            digest.update(COLON);
            put(digest, request, credentials.clientNonce());
            digest.update(COLON);
            put(digest, request, credentials.qop());
            digest.update(COLON);
        }
        digest.update(requestHash, 0, 2 * length);
        finish(digest, length);
        final boolean readable =
                Hex.decode(request.buffer(), Span.start(credentials.response()), given, length);
        return sameInConstantTime(length) && readable;
    }

    private boolean sameInConstantTime(final int length) {
        int difference = 0;
        for (int i = 0; i < length; i++) {
            difference |= raw[i] ^ given[i];
        }
        return difference == 0;
    }

    private void finish(final MessageDigest digest, final int length) {
        try {
            digest.digest(raw, 0, length);
        } catch (final DigestException tooShort) {
            throw new IllegalStateException("a digest does not fit its length", tooShort);
        }
    }

    private void put(final MessageDigest digest, final SipMessage request, final long span) {
        int at = Span.start(span);
        while (at < Span.end(span)) {
            final int size = Math.min(chunk.length, Span.end(span) - at);
            request.buffer().getBytes(at, chunk, 0, size);
            digest.update(chunk, 0, size);
            at += size;
        }
    }
}
