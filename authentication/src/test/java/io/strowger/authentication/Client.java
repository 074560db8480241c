// SPDX-License-Identifier: Apache-2.0
package io.strowger.authentication;

import io.strowger.location.UserEncoder;
import io.strowger.sip.message.SipMessage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;

/** A user agent's side of digest authentication, written from RFC 7616 and apart from ours. */
final class Client {
    private Client() {}

    static byte[] hash(final String algorithm, final String text) {
        try {
            return MessageDigest.getInstance(algorithm)
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (final NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static String hex(final String algorithm, final String text) {
        return HexFormat.of().formatHex(hash(algorithm, text));
    }

    static UserEncoder account(final String user, final String realm, final String password) {
        final String secret = user + ":" + realm + ":" + password;
        return new UserEncoder()
                .md5(hash("MD5", secret))
                .sha256(hash("SHA-256", secret))
                .realm(realm);
    }

    /** What the user agent answers a challenge with. */
    record Answer(String user, String realm, String password, String nonce, String algorithm) {
        /** The header's value for one request; qop empty = the form of RFC 2069. */
        String to(final String method, final String uri, final String qop) {
            final String ha1 = hex(algorithm, user + ":" + realm + ":" + password);
            final String ha2 = hex(algorithm, method + ":" + uri);
            final String middle = qop.isEmpty() ? "" : ":00000001:c0ffee:" + qop;
            final String response = hex(algorithm, ha1 + ":" + nonce + middle + ":" + ha2);
            return "Digest username=\""
                    + user
                    + "\", realm=\""
                    + realm
                    + "\", nonce=\""
                    + nonce
                    + "\", uri=\""
                    + uri
                    + "\", response=\""
                    + response
                    + "\", algorithm="
                    + algorithm
                    + (qop.isEmpty() ? "" : ", qop=" + qop + ", nc=00000001, cnonce=\"c0ffee\"");
        }
    }

    /** A request with bare line feeds; extra header lines end with one. */
    static SipMessage request(
            final String method,
            final String uri,
            final String from,
            final String to,
            final String headers) {
        final String text =
                method
                        + " "
                        + uri
                        + " SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKa\nFrom: <"
                        + from
                        + ">;tag=1\nTo: <"
                        + to
                        + ">\nCall-ID: c\nCSeq: 1 "
                        + method
                        + "\n"
                        + headers
                        + "\n";
        final byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        final SipMessage message = new SipMessage();
        message.parse(new UnsafeBuffer(bytes), 0, bytes.length);
        return message;
    }
}
