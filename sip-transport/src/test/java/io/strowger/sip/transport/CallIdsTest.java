// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Call-ID is found without parsing. */
class CallIdsTest {
    /** Behind something else, and with something behind it that must not count. */
    private static int hash(final String headers) {
        final String text =
                "junk\r\nCall-ID: no\r\nINVITE sip:a@b SIP/2.0\r\n" + headers + "Call-ID: no\r\n";
        final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        final int offset = text.indexOf("INVITE");
        final int behind = "Call-ID: no\r\n".length();
        return CallIds.hash(new UnsafeBuffer(bytes), offset, bytes.length - offset - behind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Call-ID: a84b4c76e66710\r\n",
                "CALL-ID:a84b4c76e66710\r\n\r\n",
                "call-id  :   a84b4c76e66710\r\nTo: x\r\n\r\n",
                "Call-ID: a84b4c76e66710 \r\n\r\n",
                "i:\ta84b4c76e66710\r\n\r\n",
                "I: a84b4c76e66710\n\n",
                "Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\nContact: <sip:c>\r\nCall-Info: i\r\nCall-ID: a84b4c76e66710\r\nCall-ID: b\r\n\r\n"
            })
    void isTheSameHoweverItIsWritten(final String headers) {
        assertThat(hash(headers)).isEqualTo(hash("Call-ID: a84b4c76e66710\r\n\r\n"));
    }

    @Test
    void differsBetweenCalls() {
        assertThat(hash("Call-ID: 1-7@h\r\n\r\n")).isNotEqualTo(hash("Call-ID: 2-7@h\r\n\r\n"));
        assertThat(hash("Call-ID: 1-7@h\r\n\r\n") & 255)
                .isNotEqualTo(hash("Call-ID: 1-7@k\r\n\r\n") & 255);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "To: x\r\n\r\nCall-ID: body\r\n",
                "Call-Id",
                "Call-IX: a\r\n\r\n",
                "Cal",
                "i",
                "id: a\r\n\r\n",
                "X-Call-ID: a\r\n\r\n"
            })
    void isNoneWhereThereIsNone(final String headers) {
        assertThat(hash(headers)).isEqualTo(CallIds.NONE);
    }

    /** Else plans would keep calls apart that have nothing to do with each other. */
    @Test
    void fillsAllPlacesOfAPlan() {
        assertThat(
                        IntStream.range(0, 4_000)
                                .map(call -> hash("Call-ID: " + call + "-7@h\r\n\r\n") & 255)
                                .distinct())
                .hasSize(256);
    }

    @Test
    void nothingHasNone() {
        assertThat(CallIds.hash(new UnsafeBuffer(new byte[0]), 0, 0)).isEqualTo(CallIds.NONE);
    }
}
