// SPDX-License-Identifier: Apache-2.0
package io.strowger.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.authentication.Client.Answer;
import io.strowger.location.AuthenticationOverride;
import io.strowger.location.DomainView;
import io.strowger.location.LocationReader;
import io.strowger.location.MemoryLocation;
import io.strowger.location.RecordTable;
import io.strowger.location.ServiceOverride;
import io.strowger.location.UserEncoder;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import io.strowger.sip.message.TransportProtocol;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who has to prove who he is, and what follows (RFC 3261 §22, RFC 8760). */
class AuthenticatorTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final String ALICE = "sip:alice@example.org";
    private static final String BOB = "sip:bob@example.org";
    private static final String STRANGER = "sip:carol@far.example";

    private final MemoryLocation location = new MemoryLocation();
    private final Authenticator authenticator = authenticator(AuthenticationMode.REQUIRED);

    @BeforeEach
    void populate() {
        location.user("alice@example.org", account("alice").mayCallOut(true))
                .user("bob@example.org", account("bob"))
                .user("gone@example.org", account("gone").enabled(false))
                .user("plain@example.org", new UserEncoder())
                .user(
                        "old@example.org",
                        new UserEncoder().md5(Client.hash("MD5", "old:example.org:secret")))
                .domain("strict.example", ServiceOverride.NONE, AuthenticationOverride.REQUIRED)
                .domain("open.example", ServiceOverride.NONE, AuthenticationOverride.OFF);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        # method | From                  | To                    | in dialog | status
        REGISTER | sip:alice@example.org | sip:alice@example.org | false | 401
        REGISTER | sip:alice@example.org | sip:alice@example.org | true  | 401
        REGISTER | sip:carol@far.example | sip:alice@example.org | false | 401
        REGISTER | sip:alice@example.org | sip:alice@far.example | false | 407
        REGISTER | sip:carol@far.example | sip:carol@far.example | false | 0
        INVITE   | sip:alice@example.org | sip:bob@example.org   | false | 407
        INVITE   | sip:alice@EXAMPLE.org | sip:bob@example.org   | false | 407
        INVITE   | sip:nobody@example.org | sip:bob@example.org  | false | 407
        INVITE   | sip:alice@example.org | sip:bob@example.org   | true  | 0
        INVITE   | sip:carol@far.example | sip:bob@example.org   | false | 0
        INVITE   | tel:+1                | sip:bob@example.org   | false | 0
        INVITE   | sip:example.org       | sip:bob@example.org   | false | 0
        MESSAGE  | sip:alice@example.org | sip:bob@example.org   | false | 407
        BYE      | sip:alice@example.org | sip:bob@example.org   | false | 407
        OPTIONS  | sip:alice@example.org | sip:bob@example.org   | false | 407
        ACK      | sip:alice@example.org | sip:bob@example.org   | false | 0
        CANCEL   | sip:alice@example.org | sip:bob@example.org   | false | 0
        """)
    void whoSpeaksForAUserOfOursIsChallenged(
            final String method,
            final String from,
            final String to,
            final boolean inDialog,
            final int status) {
        final SipMessage request = Client.request(method, to, from, to, "");
        assertThat(check(authenticator, request, remote(), inDialog)).isEqualTo(status);
        assertThat(authenticator.mayCallOut()).isFalse();
        assertThat(authenticator.isAuthenticated()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        # mode           | domain         | from     | challenged
        REQUIRED         | example.org    | remote   | true
        REQUIRED         | example.org    | loopback | true
        REQUIRED         | open.example   | remote   | false
        OFF_FOR_LOOPBACK | example.org    | remote   | true
        OFF_FOR_LOOPBACK | example.org    | loopback | false
        OFF_FOR_LOOPBACK | strict.example | loopback | true
        OFF              | example.org    | remote   | false
        OFF              | strict.example | remote   | true
        """)
    void theDomainsRecordGoesBeforeTheMode(
            final AuthenticationMode mode,
            final String domain,
            final String from,
            final boolean challenged) {
        final String aor = "sip:alice@" + domain;
        final SipMessage register = Client.request("REGISTER", "sip:" + domain, aor, aor, "");
        final Flow flow = from.equals("remote") ? remote() : loopback();
        assertThat(check(authenticator(mode), register, flow, false))
                .isEqualTo(challenged ? 401 : Authenticator.PASSED);
    }

    @ParameterizedTest
    @CsvSource({"SHA-256, auth", "MD5, auth", "MD5, ''"})
    void theChallengeAnsweredWithThePasswordPasses(final String algorithm, final String qop) {
        final Answer answer = answer("alice", "secret", challenge(ALICE), algorithm);
        assertThat(invite(answer, ALICE, BOB, qop)).isEqualTo(Authenticator.PASSED);
        assertThat(authenticator.isAuthenticated()).isTrue();
        assertThat(authenticator.mayCallOut()).isTrue();
    }

    @Test
    void aWrongPasswordIsChallengedAgainAndNotCalledStale() {
        final Answer answer = answer("alice", "guess", challenge(ALICE), "SHA-256");
        assertThat(invite(answer, ALICE, BOB, "auth")).isEqualTo(407);
        assertThat(challenges()).noneMatch(each -> each.contains("stale"));
    }

    @Test
    void aRightPasswordWithAnOldOrForeignNonceIsStale() {
        final Answer old = answer("alice", "secret", nonceAt(NOW - 300_000), "MD5");
        assertThat(invite(old, ALICE, BOB, "auth")).isEqualTo(407);
        assertThat(challenges()).allMatch(each -> each.endsWith(", stale=true"));
        final Answer foreign = answer("alice", "secret", "nonce-of-another-life", "MD5");
        assertThat(invite(foreign, ALICE, BOB, "auth")).isEqualTo(407);
        assertThat(challenges()).allMatch(each -> each.endsWith(", stale=true"));
        final Answer young = answer("alice", "secret", nonceAt(NOW - 299_999), "MD5");
        assertThat(invite(young, ALICE, BOB, "auth")).isEqualTo(Authenticator.PASSED);
    }

    @Test
    void aCapturedRequestIsOfNoUseElsewhere() {
        final Answer answer = answer("alice", "secret", challenge(ALICE), "SHA-256");
        final String credentials = answer.to("INVITE", BOB, "auth");
        assertThat(invite(credentials, ALICE, BOB)).isEqualTo(Authenticator.PASSED);
        final String header = "Proxy-Authorization: " + credentials + "\n";
        final SipMessage again = Client.request("INVITE", BOB, ALICE, BOB, header);
        assertThat(check(authenticator, again, flow("198.51.100.8"), false)).isEqualTo(407);
        assertThat(challenges())
                .as("a phone that has moved goes on without asking for the password")
                .allMatch(each -> each.endsWith(", stale=true"));
    }

    @ParameterizedTest
    @CsvSource({"ACK", "CANCEL"})
    void whatCannotBeChallengedHasTheRightsOfARequestWithoutCredentials(final String method) {
        final SipMessage request = Client.request(method, BOB, ALICE, BOB, "");
        assertThat(check(authenticator, request, remote(), false)).isEqualTo(Authenticator.PASSED);
        assertThat(authenticator.mayCallOut()).isFalse();
        final Authenticator open = authenticator(AuthenticationMode.OFF);
        assertThat(check(open, request, remote(), false)).isEqualTo(Authenticator.PASSED);
        assertThat(open.mayCallOut()).isTrue();
    }

    @Test
    void anUnknownUserAndOneWithoutCredentialsAreChallengedForEver() {
        for (final String user : List.of("nobody", "plain")) {
            final String from = "sip:" + user + "@example.org";
            final Answer answer = answer(user, "", challenge(from), "MD5");
            assertThat(invite(answer, from, BOB, "auth")).as(user).isEqualTo(407);
        }
    }

    @Test
    void nobodysPasswordIsNotTheEmptyHash() {
        final String nobody = "sip:nobody@example.org";
        final String nonce = challenge(nobody);
        final String ha1 = "0".repeat(32);
        final String ha2 = HexFormat.of().formatHex(Client.hash("MD5", "INVITE:" + BOB));
        final byte[] response = Client.hash("MD5", ha1 + ":" + nonce + ":" + ha2);
        final String forged =
                new Answer("nobody", "example.org", "", nonce, "MD5")
                        .to("INVITE", BOB, "")
                        .replaceFirst(
                                "response=\"[0-9a-f]+",
                                "response=\"" + HexFormat.of().formatHex(response));
        assertThat(invite(forged, nobody, BOB)).isEqualTo(407);
        assertThat(challenges()).noneMatch(each -> each.contains("stale"));
    }

    @Test
    void credentialsOfOneUserDoNotSpeakForAnother() {
        final Answer bob = answer("bob", "secret", challenge(BOB), "MD5");
        assertThat(invite(bob, ALICE, BOB, "auth")).isEqualTo(403);
    }

    @Test
    void aDisabledUserIsForbiddenWithAndWithoutCredentials() {
        final String gone = "sip:gone@example.org";
        final Answer answer = answer("gone", "secret", challenge(gone), "MD5");
        assertThat(invite(answer, gone, BOB, "auth")).isEqualTo(403);
        final SipMessage invite = Client.request("INVITE", BOB, gone, BOB, "");
        assertThat(check(authenticator(AuthenticationMode.OFF), invite, remote(), false))
                .isEqualTo(403);
    }

    @Test
    void credentialsForAnotherUriAreRefusedButAnEqualOneWillDo() {
        final Answer answer = answer("alice", "secret", challenge(ALICE), "MD5");
        final String other = answer.to("INVITE", "sip:mallory@example.org", "auth");
        assertThat(invite(other, ALICE, BOB)).isEqualTo(400);
        final String equal = answer.to("INVITE", "sip:bob@EXAMPLE.org", "auth");
        assertThat(invite(equal, ALICE, BOB)).isEqualTo(Authenticator.PASSED);
        final String elsewhere = answer.to("BYE", BOB, "auth");
        assertThat(invite(elsewhere, ALICE, BOB)).as("another method").isEqualTo(407);
    }

    @Test
    void malformedCredentialsAreABadRequestAndForeignOnesArePassedOver() {
        assertThat(invite("Digest username=", ALICE, BOB)).isEqualTo(400);
        assertThat(invite("Basic YTpi", ALICE, BOB)).isEqualTo(407);
        final Answer answer = answer("alice", "secret", challenge(ALICE), "MD5");
        final String foreignFirst =
                "Digest username=\"x\", realm=\"other\", nonce=\"n\", uri=\"sip:b\", response=\""
                        + "0".repeat(32)
                        + "\"\nProxy-Authorization: "
                        + answer.to("INVITE", BOB, "auth");
        assertThat(invite(foreignFirst, ALICE, BOB)).isEqualTo(Authenticator.PASSED);
    }

    @Test
    void theChallengeOffersTheStrongerAlgorithmFirst() {
        challenge(ALICE);
        final List<String> both = challenges();
        assertThat(both).hasSize(2);
        assertThat(both.get(0))
                .startsWith("Proxy-Authenticate: Digest realm=\"example.org\", nonce=\"")
                .endsWith("\", algorithm=SHA-256, qop=\"auth\"");
        assertThat(both.get(1)).endsWith("\", algorithm=MD5, qop=\"auth\"");
        challenge("sip:old@example.org");
        assertThat(challenges()).singleElement().asString().contains("algorithm=MD5");
    }

    @Test
    void aConfiguredRealmStandsForEveryDomain() {
        final Authenticator withRealm =
                new Authenticator(
                        new Domains(),
                        new AuthenticationPolicy(AuthenticationMode.REQUIRED, "Strowger", 1000),
                        new byte[16]);
        check(withRealm, Client.request("INVITE", BOB, ALICE, BOB, ""), remote(), false);
        assertThat(write(withRealm)).contains("realm=\"Strowger\"");
        assertThatThrownBy(() -> new AuthenticationPolicy(AuthenticationMode.OFF, "a\"b", 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> new AuthenticationPolicy(AuthenticationMode.OFF, "a".repeat(129), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRegistrationIsForTheUserInTo() {
        final String nonce = challenge(ALICE);
        final Answer alice = answer("alice", "secret", nonce, "SHA-256");
        final String credentials =
                "Authorization: " + alice.to("REGISTER", "sip:example.org", "auth") + "\n";
        final SipMessage own =
                Client.request("REGISTER", "sip:example.org", STRANGER, ALICE, credentials);
        assertThat(check(authenticator, own, remote(), false)).isEqualTo(Authenticator.PASSED);
        final SipMessage forBob =
                Client.request("REGISTER", "sip:example.org", ALICE, BOB, credentials);
        assertThat(check(authenticator, forBob, remote(), false)).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "sip:alice@example.org, remote, true",
        "sip:bob@example.org, remote, false",
        "sip:bob@example.org, loopback, false",
        "sip:nobody@example.org, remote, false",
        "sip:nobody@example.org, loopback, true",
        "sip:carol@far.example, loopback, false",
    })
    void withoutAuthenticationTheRecordSaysWhoMayCallOut(
            final String from, final String where, final boolean may) {
        final Authenticator off = authenticator(AuthenticationMode.OFF);
        final SipMessage invite = Client.request("INVITE", BOB, from, BOB, "");
        final Flow flow = where.equals("remote") ? remote() : loopback();
        assertThat(check(off, invite, flow, false)).isEqualTo(Authenticator.PASSED);
        assertThat(off.mayCallOut()).isEqualTo(may);
    }

    @Test
    void aDamagedUserRecordIsAServerError() {
        location.damage(RecordTable.USER, "alice@example.org");
        assertThat(
                        check(
                                authenticator,
                                Client.request("INVITE", BOB, ALICE, BOB, ""),
                                remote(),
                                false))
                .isEqualTo(500);
    }

    @Test
    void theRightsOfOneRequestAreNotThoseOfTheNext() {
        final Answer answer = answer("alice", "secret", challenge(ALICE), "MD5");
        assertThat(invite(answer, ALICE, BOB, "auth")).isEqualTo(Authenticator.PASSED);
        check(authenticator, Client.request("INVITE", BOB, STRANGER, BOB, ""), remote(), false);
        assertThat(authenticator.mayCallOut()).isFalse();
        assertThat(write(authenticator)).isEmpty();
    }

    private static Authenticator authenticator(final AuthenticationMode mode) {
        return new Authenticator(new Domains(), AuthenticationPolicy.of(mode), new byte[16]);
    }

    private static UserEncoder account(final String user) {
        return Client.account(user, "example.org", "secret");
    }

    private int check(
            final Authenticator subject,
            final SipMessage request,
            final Flow flow,
            final boolean inDialog) {
        return subject.check(request, flow, inDialog, location, NOW);
    }

    private String challenge(final String from) {
        check(authenticator, Client.request("INVITE", BOB, from, BOB, ""), remote(), false);
        return nonceOf(write(authenticator));
    }

    private String nonceAt(final long millis) {
        check(authenticator, Client.request("INVITE", BOB, ALICE, BOB, ""), remote(), false);
        final SipWriter writer = new SipWriter().wrap(new UnsafeBuffer(new byte[1000]), 0, 1000);
        authenticator.writeChallenge(writer, millis);
        return nonceOf(writer.buffer().getStringWithoutLengthAscii(0, writer.length()));
    }

    private static String nonceOf(final String challenges) {
        final int at = challenges.indexOf("nonce=\"") + 7;
        return challenges.substring(at, challenges.indexOf('"', at));
    }

    private List<String> challenges() {
        return write(authenticator).lines().toList();
    }

    private static String write(final Authenticator subject) {
        final SipWriter writer = new SipWriter().wrap(new UnsafeBuffer(new byte[1000]), 0, 1000);
        subject.writeChallenge(writer, NOW);
        assertThat(writer.overflowed()).isFalse();
        return writer.buffer().getStringWithoutLengthAscii(0, writer.length());
    }

    private static Answer answer(
            final String user, final String password, final String nonce, final String algorithm) {
        return new Answer(user, "example.org", password, nonce, algorithm);
    }

    private int invite(final Answer answer, final String from, final String to, final String qop) {
        return invite(answer.to("INVITE", to, qop), from, to);
    }

    private int invite(final String credentials, final String from, final String to) {
        final String header = "Proxy-Authorization: " + credentials + "\n";
        return check(
                authenticator, Client.request("INVITE", to, from, to, header), remote(), false);
    }

    private static Flow remote() {
        return flow("198.51.100.7");
    }

    private static Flow loopback() {
        return flow("127.0.0.1");
    }

    private static Flow flow(final String text) {
        final IpAddress address = Objects.requireNonNull(IpAddress.parse(text));
        final LocalPoint point = new LocalPoint(TransportProtocol.UDP, "192.0.2.1", 5060, 0);
        return new Flow(point, address.high(), address.low(), 5060, 0);
    }

    /** Everything under {@code .org} is ours, and what has a record. */
    private static final class Domains implements HomeDomains {
        @Override
        public boolean isServed(
                final DirectBuffer buffer,
                final long host,
                final int port,
                final LocationReader reader) {
            return text(buffer, host).endsWith(".org")
                    || domain(buffer, host, reader, new DomainView());
        }

        @Override
        public boolean domain(
                final DirectBuffer buffer,
                final long host,
                final LocationReader reader,
                final DomainView into) {
            return reader.domain(buffer, Span.start(host), Span.length(host), into);
        }

        private static String text(final DirectBuffer buffer, final long span) {
            final byte[] bytes = new byte[Span.length(span)];
            buffer.getBytes(Span.start(span), bytes);
            return new String(bytes, StandardCharsets.US_ASCII);
        }
    }
}
