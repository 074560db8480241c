// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.IpAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5389 as RFC 5626 §8 uses it; the addresses are those of the RFC 5769 vectors. */
class StunResponderTest {
    private static final String TRANSACTION = "b7e7a701bc34d686fa87dfae";
    private final StunResponder responder = new StunResponder();

    static byte[] bindingRequest() {
        return HexFormat.of().parseHex("000100002112a442" + TRANSACTION);
    }

    private String answer(final String requestHex, final String address, final int port) {
        final byte[] request = HexFormat.of().parseHex(requestHex);
        final IpAddress from = Objects.requireNonNull(IpAddress.parse(address));
        final int length =
                responder.respond(
                        new UnsafeBuffer(request),
                        0,
                        request.length,
                        from.high(),
                        from.low(),
                        port);
        final byte[] bytes = new byte[length];
        responder.response().getBytes(0, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void ipv4SourceIsAnsweredInXorMappedAddress() {
        assertThat(answer("000100002112a442" + TRANSACTION, "192.0.2.1", 32_853))
                .isEqualTo("0101000c2112a442" + TRANSACTION + "00200008" + "0001a147" + "e112a643");
    }

    @Test
    void ipv6SourceIsCombinedWithTheTransactionToo() {
        assertThat(
                        answer(
                                "000100002112a442" + TRANSACTION,
                                "2001:db8:1234:5678:11:2233:4455:6677",
                                32_853))
                .isEqualTo(
                        "010100182112a442"
                                + TRANSACTION
                                + "00200014"
                                + "0002a147"
                                + "0113a9faa5d3f179bc25f4b5bed2b9d9");
    }

    @Test
    void optionalAttributeIsIgnored() {
        assertThat(
                        answer(
                                "000100082112a442" + TRANSACTION + "80220003" + "61626300",
                                "10.0.0.1",
                                9))
                .startsWith("0101");
    }

    @Test
    void requiredAttributeThatWeDoNotKnowIsRefusedBy420() {
        assertThat(
                        answer(
                                "000100082112a442" + TRANSACTION + "00030004" + "00000006",
                                "10.0.0.1",
                                9))
                .isEqualTo(
                        "011100102112a442"
                                + TRANSACTION
                                + "00090004"
                                + "00000414"
                                + "000a0002"
                                + "00030000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001000021",
                "000100002112a443" + TRANSACTION,
                "001100002112a442" + TRANSACTION,
                "010100002112a442" + TRANSACTION,
                "000100042112a442" + TRANSACTION,
                "000100042112a442" + TRANSACTION + "80220003",
                "000100022112a442" + TRANSACTION + "8022",
            })
    void whatIsNoWellFormedBindingRequestGetsNoAnswer(final String hex) {
        assertThat(answer(hex, "10.0.0.1", 9)).isEmpty();
    }

    @Test
    void requestCutAnywhereGetsNoAnswer() {
        final byte[] request = bindingRequest();
        for (int length = 0; length < request.length; length++) {
            final String cut = HexFormat.of().formatHex(Arrays.copyOf(request, length));
            assertThat(answer(cut, "10.0.0.1", 9)).as("cut at " + length).isEmpty();
        }
    }
}
