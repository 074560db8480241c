// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses in and out: RFC 4291 §2.2, RFC 5952 §4. */
class IpAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0.0.0.0                                 | 0.0.0.0
                    192.0.2.255                             | 192.0.2.255
                    010.1.2.003                             | 10.1.2.3
                    ::                                      | [::]
                    ::1                                     | [::1]
                    [::1]                                   | [::1]
                    1::                                     | [1::]
                    2001:db8::1                             | [2001:db8::1]
                    2001:0DB8:0:0:0:0:0:1                   | [2001:db8::1]
                    2001:db8:0:0:1:0:0:1                    | [2001:db8::1:0:0:1]
                    2001:db8:0:1:1:1:1:1                    | [2001:db8:0:1:1:1:1:1]
                    2001:0:0:1:0:0:0:1                      | [2001:0:0:1::1]
                    1:2:3:4:5:6:7:8                         | [1:2:3:4:5:6:7:8]
                    1:2:3:4:5:6:7::                         | [1:2:3:4:5:6:7:0]
                    ::2:3:4:5:6:7:8                         | [0:2:3:4:5:6:7:8]
                    64:ff9b::192.0.2.33                     | [64:ff9b::c000:221]
                    1:2:3:4:5:6:192.0.2.1                   | [1:2:3:4:5:6:c000:201]
                    ::ffff:192.0.2.1                        | 192.0.2.1
                    ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff | [ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]
                    """)
    void readsAndWritesTheShortestForm(final String in, final String out) {
        assertThat(IpAddress.parse(in)).hasToString(out);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                ":",
                ":::",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.256",
                "1.2.3.4 ",
                "a.b.c.d",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "1:",
                ":1",
                "12345::",
                "g::",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1.2.3.4::",
                "::1.2.3",
                "[::1",
                "::1]",
                "[]",
                "1:2:3:4:5:6:7:8::",
                "::1%eth0",
                "example.org"
            })
    void refusesWhatIsNoAddress(final String text) {
        assertThat(IpAddress.parse(text)).isNull();
    }

    @Test
    void everyAddressSurvivesItsText() {
        final Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            final long high = spread(random.nextInt(256)) & random.nextLong();
            final long low = spread(random.nextInt(256)) & random.nextLong();
            final IpAddress address = new IpAddress(high, low);
            assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
        }
    }

    /** 0xFFFF in the groups whose bits are set, so that runs of zeros of all lengths come up. */
    private static long spread(final int bits) {
        long value = 0;
        for (int group = 0; group < 4; group++) {
            value = value << 16 | ((bits >> group & 1) == 1 ? 0xFFFF : 0);
        }
        return value;
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    127.0.0.1,       true,  true
                    127.255.255.254, true,  true
                    126.255.255.255, false, true
                    128.0.0.1,       false, true
                    ::1,             true,  false
                    ::2,             false, false
                    1::1,            false, false
                    """)
    void knowsLoopbackAndFamily(final String text, final boolean loopback, final boolean v4) {
        final IpAddress address = IpAddress.parse(text);
        assertThat(address).isNotNull();
        assertThat(address.isLoopback()).isEqualTo(loopback);
        assertThat(address.isV4()).isEqualTo(v4);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            0.0.0.0, true
            ::,      true
            0.0.0.1, false
            ::1,     false
            1::,     false
            """)
    void knowsWildcards(final String text, final boolean wildcard) {
        final IpAddress address = IpAddress.parse(text);
        assertThat(address).isNotNull();
        assertThat(IpAddress.isWildcard(address.high(), address.low())).isEqualTo(wildcard);
    }

    @Test
    void buildsFromBitsOfIpv4() {
        assertThat(IpAddress.v4(0xC0000201)).hasToString("192.0.2.1");
    }
}
