// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3261 §17.1.3 and §17.2.3. */
class TransactionKeyTest {
    private static final String BRANCH = "z9hG4bKnashds8";

    private record Key(long high, long low) {}

    private static Key server(final SipMessage request, final Method method) {
        final var key = new TransactionKey(new KeyedHash(11, 13));
        key.server(request, method);
        return new Key(key.high(), key.low());
    }

    private static Key server(final String sentBy) {
        return server(Wire.parse(Wire.request("OPTIONS", sentBy, "")), Method.OPTIONS);
    }

    private static Key client(final String branch, final Method method) {
        final var key = new TransactionKey(new KeyedHash(11, 13));
        final var bytes = Wire.bytes("xx" + branch);
        key.client(bytes, Span.of(2, 2 + branch.length()), method);
        return new Key(key.high(), key.low());
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.2:5060;branch=z9hG4bKnashds8, 192.0.2.2:5060;rport;branch=z9hG4bKnashds8, true",
        "192.0.2.2:5060;branch=z9hG4bKnashds8, 192.0.2.2:5060;branch=z9hG4bKnashds9, false",
        "192.0.2.2:5060;branch=z9hG4bKnashds8, 192.0.2.2:5061;branch=z9hG4bKnashds8, false",
        "192.0.2.2:5060;branch=z9hG4bKnashds8, 192.0.2.3:5060;branch=z9hG4bKnashds8, false",
        "Host.Example.ORG;branch=z9hG4bKnashds8, host.example.org;branch=z9hG4bKnashds8, true",
        "host.example.org;branch=z9hG4bKnashds8, host.example.com;branch=z9hG4bKnashds8, false",
        "host.example.or;branch=z9hG4bKgnash, host.example.org;branch=z9hG4bKnash, false",
        "[2001:db8::1]:5060;branch=z9hG4bKa, [2001:DB8::1]:5060;branch=z9hG4bKa, true",
        "host;branch=z9hG4bKnashds8, host;branch=z9hG4bKNASHDS8, false",
    })
    void branchAndSentByIdentifyARequest(final String one, final String other, final boolean same) {
        assertThat(server(one).equals(server(other))).isEqualTo(same);
    }

    @Test
    void hostOfAnyLengthIsTakenWhole() {
        final String host = "h".repeat(300);
        assertThat(server(host + ";branch=z9hG4bKa")).isEqualTo(server(host + ";branch=z9hG4bKa"));
        assertThat(server(host + ";branch=z9hG4bKa"))
                .isNotEqualTo(server(host + "h;branch=z9hG4bKa"));
        for (int length = 250; length < 262; length++) {
            assertThat(server("h".repeat(length) + ";branch=z9hG4bKa"))
                    .isNotEqualTo(server("h".repeat(length + 1) + ";branch=z9hG4bKa"));
        }
    }

    @Test
    void methodTellsTransactionsOfOneBranchApart() {
        final var invite = Wire.parse(Wire.request("INVITE", BRANCH));
        final var cancel = Wire.parse(Wire.request("CANCEL", BRANCH));
        final var ack = Wire.parse(Wire.request("ACK", BRANCH));
        final Key key = server(invite, Method.INVITE);
        assertThat(server(ack, Method.INVITE)).isEqualTo(key);
        assertThat(server(cancel, Method.INVITE)).isEqualTo(key);
        assertThat(server(cancel, Method.CANCEL)).isNotEqualTo(key);
    }

    @Test
    void extensionMethodsAreToldApartByName() {
        final var one = Wire.parse(Wire.request("FOO", BRANCH));
        final var other = Wire.parse(Wire.request("BAR", BRANCH));
        assertThat(server(one, Method.EXTENSION)).isEqualTo(server(one, Method.EXTENSION));
        assertThat(server(one, Method.EXTENSION)).isNotEqualTo(server(other, Method.EXTENSION));
    }

    @Test
    void clientKeyIsBranchAndMethodOfCSeq() {
        final Key key = client(BRANCH, Method.INVITE);
        assertThat(client(BRANCH, Method.INVITE)).isEqualTo(key);
        assertThat(client(BRANCH, Method.CANCEL)).isNotEqualTo(key);
        assertThat(client(BRANCH + "x", Method.INVITE)).isNotEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({
        "bob@example.org, bob@example.com",
        "tag=a1, tag=a2",
        "c1@192.0.2.2, c2@192.0.2.2",
        "CSeq: 7, CSeq: 8",
        "192.0.2.2:5060;branch=1, 192.0.2.2:5060;branch=2",
        "To: <sip:bob@example.org>, To: <sip:bob@example.org>;tag=t",
    })
    void withoutCookieEverythingIsCompared(final String part, final String otherPart) {
        final String text = Wire.request("INVITE", "192.0.2.2:5060;branch=1", "");
        final var one = Wire.parse(text);
        final var repeated = Wire.parse(text);
        final var other = Wire.parse(text.replace(part, otherPart));
        assertThat(server(repeated, Method.INVITE)).isEqualTo(server(one, Method.INVITE));
        assertThat(server(other, Method.INVITE)).isNotEqualTo(server(one, Method.INVITE));
    }

    @Test
    void tagIsAFunctionOfTheRequestAndNoPartOfTheKey() {
        final var key = new TransactionKey(new KeyedHash(11, 13));
        final var request = Wire.parse(Wire.request("INVITE", BRANCH));
        final long tag = key.tag(request);
        assertThat(key.tag(Wire.parse(Wire.request("INVITE", BRANCH)))).isEqualTo(tag);
        final Key place = server(request, Method.INVITE);
        assertThat(tag).isNotIn(place.high(), place.low());
    }
}
