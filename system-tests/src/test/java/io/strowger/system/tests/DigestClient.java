// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The client's half of RFC 7616 with {@code qop=auth}, written from the RFC for these tests. */
final class DigestClient {
    private static final String CLIENT_NONCE = "0a4f113b";

    private DigestClient() {}

    /**
     * The header that answers the challenge of this algorithm, or the first challenge when the
     * algorithm is empty.
     */
    static String answer(
            final SipText challenged,
            final String user,
            final String password,
            final String method,
            final String uri,
            final String algorithm) {
        final boolean proxy = challenged.status() == 407;
        final String challenge =
                challenge(
                        challenged.headers(proxy ? "Proxy-Authenticate" : "WWW-Authenticate"),
                        algorithm);
        final String named = parameter(challenge, "algorithm");
        final String realm = parameter(challenge, "realm");
        final String nonce = parameter(challenge, "nonce");
        final String hash = named.equals("SHA-256") ? "SHA-256" : "MD5";
        final String ha1 = hex(hash, user + ":" + realm + ":" + password);
        final String ha2 = hex(hash, method + ":" + uri);
        final String response =
                hex(hash, ha1 + ":" + nonce + ":00000001:" + CLIENT_NONCE + ":auth:" + ha2);
        return (proxy ? "Proxy-Authorization" : "Authorization")
                + ": Digest username=\""
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
                + hash
                + ", cnonce=\""
                + CLIENT_NONCE
                + "\", qop=auth, nc=00000001";
    }

    private static String challenge(final List<String> challenges, final String algorithm) {
        return challenges.stream()
                .filter(
                        each ->
                                algorithm.isEmpty()
                                        || parameter(each, "algorithm").equals(algorithm))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + algorithm + " in " + challenges));
    }

    static String parameter(final String challenge, final String name) {
        final Matcher matcher =
                Pattern.compile("\\b" + name + "=(\"[^\"]*\"|[^,\\s]+)").matcher(challenge);
        return matcher.find() ? matcher.group(1).replace("\"", "") : "";
    }

    /** Hash of a text in hexadecimal digits. */
    static String hex(final String algorithm, final String text) {
        try {
            final MessageDigest digest = MessageDigest.getInstance(algorithm);
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (final NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
