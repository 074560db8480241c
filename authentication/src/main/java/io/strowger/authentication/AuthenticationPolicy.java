// SPDX-License-Identifier: Apache-2.0
package io.strowger.authentication;

import io.strowger.location.AddressOfRecord;
import io.strowger.location.DomainView;
import io.strowger.location.LocationReader;
import io.strowger.sip.message.Flow;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Who has to authenticate, and under which realm.
 *
 * @param mode for domains whose record says nothing else
 * @param realm of all domains, without quote and backslash, at most 128 characters; empty = each
 *     domain's own name
 * @param nonceLifetimeMillis after which a nonce is stale
 */
public record AuthenticationPolicy(
        AuthenticationMode mode, String realm, long nonceLifetimeMillis) {
    /** Lifetime of nonces, in milliseconds, unless chosen otherwise. */
    public static final long STANDARD_NONCE_LIFETIME_MILLIS = 300_000;

    static final byte[] DIGEST_REALM = ascii("Digest realm=\"");
    static final byte[] NONCE = ascii("\", nonce=\"");
    static final byte[] ALGORITHM = ascii("\", algorithm=");
    static final byte[] QOP = ascii(", qop=\"auth\"");
    static final byte[] STALE = ascii(", stale=true");

    private static final int MAX_REALM = 128;
    private static final DigestAlgorithm[] OFFERED = DigestAlgorithm.values();

    public AuthenticationPolicy {
        if (realm.length() > MAX_REALM || !realm.chars().allMatch(AuthenticationPolicy::isPlain)) {
            throw new IllegalArgumentException("realm with quotes, controls or too long: " + realm);
        }
        if (nonceLifetimeMillis <= 0) {
            throw new IllegalArgumentException("nonce lifetime: " + nonceLifetimeMillis);
        }
    }

    private static boolean isPlain(final int c) {
        return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
    }

    /** Each domain under its own name, nonces of the standard lifetime. */
    public static AuthenticationPolicy of(final AuthenticationMode mode) {
        return new AuthenticationPolicy(mode, "", STANDARD_NONCE_LIFETIME_MILLIS);
    }

    /** Whether a user of the domain has to authenticate on this flow. */
    boolean isRequired(
            final Flow flow,
            final DirectBuffer buffer,
            final long host,
            final HomeDomains domains,
            final LocationReader reader,
            final DomainView domain) {
        if (domains.domain(buffer, host, reader, domain)) {
            switch (domain.authentication()) {
                case REQUIRED -> {
                    return true;
                }
                case OFF -> {
                    return false;
                }
                case NONE -> {
                    // The domain's record leaves it to the mode.
                }
            }
        }
        return switch (mode) {
            case REQUIRED -> true;
            case OFF_FOR_LOOPBACK -> !flow.isLoopback();
            case OFF -> false;
        };
    }

    /** Writes the realm for the canonical host [from, to) and gives its length. */
    int writeRealm(
            final DirectBuffer host, final int from, final int to, final MutableDirectBuffer into) {
        if (realm.isEmpty()) {
            into.putBytes(0, host, from, to - from);
            return to - from;
        }
        return into.putStringWithoutLengthAscii(
                0, realm, 0, Math.min(realm.length(), AddressOfRecord.MAX_LENGTH));
    }

    DigestAlgorithm[] algorithms() {
        return OFFERED;
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
