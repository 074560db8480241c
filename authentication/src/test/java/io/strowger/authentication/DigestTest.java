// SPDX-License-Identifier: Apache-2.0
package io.strowger.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.authentication.DigestCredentials.Reading;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import io.strowger.sip.message.TransportProtocol;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Credentials, responses and nonces by themselves. */
class DigestTest {
    private static final String GOOD =
            "Digest username=\"a\",realm=\"r\",nonce=\"n\",uri=\"sip:b\",response=\""
                    + "0".repeat(32)
                    + "\"";

    private final DigestCredentials credentials = new DigestCredentials();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        MD5     | 8ca523f5e9506fed4657c9700eebdbec
        SHA-256 | 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1
        """)
    void theExamplesOfRfc7616AreVerified(final String algorithm, final String response) {
        final byte[] ha1 = Client.hash(algorithm, "Mufasa:http-auth@example.org:Circle of Life");
        final String header =
                "Digest username=\"Mufasa\",\n realm=\"http-auth@example.org\",\n"
                        + " uri=\"/dir/index.html\",\n algorithm="
                        + algorithm
                        + ",\n nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\",\n"
                        + " nc=00000001,\n"
                        + " cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\",\n"
                        + " qop=auth,\n response=\""
                        + response
                        + "\",\n opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
        assertThat(isRight(header, ha1)).isTrue();
        assertThat(isRight(header.replace("response=\"" + response.charAt(0), "response=\"0"), ha1))
                .isFalse();
        assertThat(isRight(header.replace("nc=00000001", "nc=00000002"), ha1)).isFalse();
        assertThat(isRight(header.replace("/dir/index", "/dir/indey"), ha1)).isFalse();
        assertThat(isRight(header.replace(response, "g".repeat(response.length())), ha1)).isFalse();
    }

    private boolean isRight(final String header, final byte[] ha1) {
        final SipMessage get = message("GET", header);
        assertThat(read(get)).as(header).isEqualTo(Reading.GOOD);
        return new DigestVerifier().isRight(get, credentials, ha1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        GOOD                                              | GOOD
        GOOD,                                             | GOOD
        GOOD,algorithm=md5                                | GOOD
        GOOD,algorithm="MD5"                              | GOOD
        GOOD,opaque="x\\"y",foo=bar                       | GOOD
        GOOD,qop=auth,nc=00000001,cnonce="x"              | GOOD
        GOOD,qop="auth",nc=00000001,cnonce="x"            | GOOD
        GOOD,algorithm=MD5-sess                           | FOREIGN
        GOOD,algorithm=SHA-512-256                        | FOREIGN
        Basic dXNlcjpwYXNz                                | FOREIGN
        Digestive username="a"                            | FOREIGN
        Digest                                            | MALFORMED
        Digest username="a"                               | MALFORMED
        GOOD,username="b"                                 | MALFORMED
        GOOD,algorithm=SHA-256                            | MALFORMED
        GOOD,qop=auth                                     | MALFORMED
        GOOD,qop=auth,nc=1,cnonce="x"                     | MALFORMED
        GOOD,qop=auth,nc=00000001,cnonce=""               | MALFORMED
        GOOD,qop=auth-int,nc=00000001,cnonce="x"          | MALFORMED
        GOOD,foo                                          | MALFORMED
        GOOD,foo=                                         | MALFORMED
        GOOD,foo="                                        | MALFORMED
        GOOD,="x"                                         | MALFORMED
        """)
    void credentialsAreReadOrNamedForWhatTheyAre(final String header, final Reading expected) {
        assertThat(read(message("INVITE", header.replace("GOOD", GOOD)))).isEqualTo(expected);
    }

    @Test
    void credentialsCutAnywhereAreAValueAndNoException() {
        final String whole = GOOD + ",qop=auth,nc=00000001,cnonce=\"x\"";
        for (int length = 1; length <= whole.length(); length++) {
            final Reading reading = read(message("INVITE", whole.substring(0, length)));
            if (length == whole.length()) {
                assertThat(reading).isEqualTo(Reading.GOOD);
            }
        }
    }

    @Test
    void aNonceIsGoodForItsRealmKeyAndLifetime() {
        final DigestNonce nonces = new DigestNonce(new byte[16], 1000);
        final String nonce = nonce(nonces, "r", 5000);
        assertThat(nonce).hasSize(DigestNonce.LENGTH);
        assertThat(isFresh(nonces, nonce, "r", 5000)).isTrue();
        assertThat(isFresh(nonces, nonce, "r", 5999)).isTrue();
        assertThat(isFresh(nonces, nonce, "r", 6000)).isFalse();
        assertThat(isFresh(nonces, nonce, "r", 5000 - 10_000)).as("skew of clocks").isTrue();
        assertThat(isFresh(nonces, nonce, "r", 5000 - 10_001)).isFalse();
        assertThat(isFresh(nonces, nonce, "q", 5000)).isFalse();
        assertThat(isFresh(new DigestNonce(new byte[16], 1000), nonce, "r", 5000))
                .as("another node with the same key")
                .isTrue();
        assertThat(isFresh(new DigestNonce(new byte[] {1}, 1000), nonce, "r", 5000)).isFalse();
    }

    @Test
    void aNonceIsGoodOnlyWhereItWasGiven() {
        final DigestNonce nonces = new DigestNonce(new byte[16], 1000);
        final String given = nonce(nonces.at(flow("192.0.2.7", 5060)), "r", 5000);
        assertThat(isFresh(nonces.at(flow("192.0.2.7", 40_001)), given, "r", 5000))
                .as("another port, as NAT gives it")
                .isTrue();
        assertThat(isFresh(nonces.at(flow("192.0.2.8", 5060)), given, "r", 5000)).isFalse();
        final String inNetwork = nonce(nonces.at(flow("[2001:db8:0:1::7]", 5060)), "r", 5000);
        assertThat(isFresh(nonces.at(flow("[2001:db8:0:1::99]", 5060)), inNetwork, "r", 5000))
                .as("another address of the same host")
                .isTrue();
        assertThat(isFresh(nonces.at(flow("[2001:db8:0:2::7]", 5060)), inNetwork, "r", 5000))
                .isFalse();
    }

    private static Flow flow(final String host, final int port) {
        final IpAddress address = Objects.requireNonNull(IpAddress.parse(host));
        return new Flow(
                new LocalPoint(TransportProtocol.UDP, "192.0.2.1", 5060, 0),
                address.high(),
                address.low(),
                port,
                0);
    }

    @Test
    void aNonceWithAnyDigitChangedIsNoneOfOurs() {
        final DigestNonce nonces = new DigestNonce(new byte[16], Long.MAX_VALUE);
        final String nonce = nonce(nonces, "r", 5000);
        for (int i = 0; i < nonce.length(); i++) {
            final char other = nonce.charAt(i) == '0' ? '1' : '0';
            final String forged = nonce.substring(0, i) + other + nonce.substring(i + 1);
            assertThat(isFresh(nonces, forged, "r", 5000)).as(forged).isFalse();
        }
        assertThat(isFresh(nonces, nonce + "0", "r", 5000)).isFalse();
        assertThat(isFresh(nonces, "x".repeat(DigestNonce.LENGTH), "r", 5000)).isFalse();
        assertThat(isFresh(nonces, "", "r", 5000)).isFalse();
    }

    private static String nonce(final DigestNonce nonces, final String realm, final long now) {
        final SipWriter writer = new SipWriter().wrap(new UnsafeBuffer(new byte[100]), 0, 100);
        final UnsafeBuffer text = buffer(realm);
        nonces.write(text, 0, text.capacity(), now, writer);
        return writer.buffer().getStringWithoutLengthAscii(0, writer.length());
    }

    private static boolean isFresh(
            final DigestNonce nonces, final String nonce, final String realm, final long now) {
        final UnsafeBuffer text = buffer(nonce);
        return nonces.isFresh(
                text, Span.of(0, text.capacity()), buffer(realm), 0, realm.length(), now);
    }

    private static UnsafeBuffer buffer(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static SipMessage message(final String method, final String header) {
        return Client.request(
                method, "sip:b", "sip:a@r", "sip:b", "Authorization: " + header + "\n");
    }

    private Reading read(final SipMessage message) {
        return credentials.wrap(message, message.first(HeaderName.AUTHORIZATION));
    }
}
