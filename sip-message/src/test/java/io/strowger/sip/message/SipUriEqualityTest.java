// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3261 §19.1.4, its own examples first. */
class SipUriEqualityTest {
    private final SipUriEquality equality = new SipUriEquality();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        # the RFC's equal pairs
        sip:%61lice@atlanta.com;transport=TCP | sip:alice@AtLanTa.CoM;Transport=tcp | true
        sip:carol@chicago.com                 | sip:carol@chicago.com;newparam=5    | true
        sip:carol@chicago.com;newparam=5      | sip:carol@chicago.com;security=on   | true
        sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com | sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com | true
        sip:alice@atlanta.com?subject=project%20x&priority=urgent | sip:alice@atlanta.com?priority=urgent&subject=project%20x | true
        # the RFC's unequal pairs
        SIP:ALICE@AtLanTa.CoM;Transport=udp   | sip:alice@AtLanTa.CoM;Transport=UDP | false
        sip:bob@biloxi.com                    | sip:bob@biloxi.com:5060             | false
        sip:bob@biloxi.com                    | sip:bob@biloxi.com;transport=udp    | false
        sip:bob@biloxi.com                    | sip:bob@biloxi.com:6000;transport=tcp | false
        sip:carol@chicago.com                 | sip:carol@chicago.com?Subject=next%20meeting | false
        sip:bob@phone21.boxesbybob.com        | sip:bob@192.0.2.4                   | false
        sip:carol@chicago.com;security=on     | sip:carol@chicago.com;security=off  | false
        # rules of the text
        sip:bob@biloxi.com                    | sips:bob@biloxi.com                 | false
        sip:bob@biloxi.com                    | SIP:bob@biloxi.com                  | true
        sip:bob:one@biloxi.com                | sip:bob:two@biloxi.com              | false
        sip:bob:one@biloxi.com                | sip:bob@biloxi.com                  | false
        sip:biloxi.com                        | sip:bob@biloxi.com                  | false
        sip:bob@biloxi.com;maddr=192.0.2.1    | sip:bob@biloxi.com                  | false
        sip:bob@biloxi.com;user=phone         | sip:bob@biloxi.com                  | false
        sip:bob@biloxi.com;ttl=1              | sip:bob@biloxi.com;ttl=2            | false
        sip:bob@biloxi.com;lr                 | sip:bob@biloxi.com                  | true
        sip:a%3Bb@biloxi.com                  | sip:a;b@biloxi.com                  | false
        sip:a%3bb@biloxi.com                  | sip:a%3Bb@biloxi.com                | true
        sip:alice@atlanta.com?a=1&b=2         | sip:alice@atlanta.com?a=1           | false
        sip:alice@atlanta.com?a=1             | sip:alice@atlanta.com?a=1&b=2       | false
        sip:alice@atlanta.com?subject=X       | sip:alice@atlanta.com?Subject=X     | true
        sip:alice@atlanta.com?subject=X       | sip:alice@atlanta.com?subject=x     | false
        sip:alice@[2001:DB8::1]               | sip:alice@[2001:db8::1]             | true
        # an incomplete escape is no URI: by bytes
        sip:a%4@x                             | sip:a%4@X                           | false
        sip:a%4@x                             | sip:a%4@x                           | true
        # other schemes by bytes
        tel:+123                              | tel:+123                            | true
        tel:+123                              | tel:+124                            | false
        mailto:a@b                            | mailto:A@b                          | false
        """)
    void uriComparison(final String one, final String other, final boolean equal) {
        assertThat(areEqual(one, other)).isEqualTo(equal);
        assertThat(areEqual(other, one)).isEqualTo(equal);
    }

    @ParameterizedTest
    @CsvSource({"sip:alice@atlanta.com;transport=tcp?a=%41&b"})
    void everyUriEqualsItselfAndNoneOfItsBeginnings(final String uri) {
        for (int length = 0; length < uri.length(); length++) {
            final String beginning = uri.substring(0, length);
            assertThat(areEqual(uri, beginning)).as(beginning).isFalse();
            assertThat(areEqual(beginning, beginning)).as(beginning).isTrue();
        }
        assertThat(areEqual(uri, uri)).isTrue();
    }

    private boolean areEqual(final String one, final String other) {
        final byte[] oneBytes = one.getBytes(StandardCharsets.UTF_8);
        final byte[] otherBytes = ("xx" + other).getBytes(StandardCharsets.UTF_8);
        return equality.areEqual(
                new UnsafeBuffer(oneBytes),
                Span.of(0, oneBytes.length),
                new UnsafeBuffer(otherBytes),
                Span.of(2, otherBytes.length));
    }
}
