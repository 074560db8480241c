// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.IpAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::/65, 2001:db8::8000:0:0:1, false",
        "::/0, 2001:db8::1, true"
    })
    void anAddressIsInANetworkWhenItBeginsAsThatDoes(
            final String network, final String address, final boolean expected) {
        final IpAddress one = Objects.requireNonNull(IpAddress.parse(address));
        assertThat(network(network).contains(one.high(), one.low())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "192.0.2",
                "192.0.2.0/33",
                "2001:db8::/129",
                "192.0.2.0/-1",
                "a/8",
                "192.0.2.0/"
            })
    void whatIsNoNetworkIsNull(final String text) {
        assertThat(Network.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.77/24, 192.0.2.0/24",
        "192.0.2.77/32, 192.0.2.77",
        "2001:db8:1:2:3::/64, 2001:db8:1:2::/64",
        "::1, ::1"
    })
    void itIsWrittenWithItsFirstAddress(final String text, final String expected) {
        assertThat(network(text)).hasToString(expected);
    }

    @Test
    void ofIpv6ASourceIsANetworkOf64Bits() {
        final IpAddress one = Objects.requireNonNull(IpAddress.parse("2001:db8:1:2:3:4:5:6"));
        assertThat(Network.ofSource(one.high(), one.low())).hasToString("2001:db8:1:2::/64");
        final IpAddress other = Objects.requireNonNull(IpAddress.parse("192.0.2.1"));
        assertThat(Network.ofSource(other.high(), other.low())).hasToString("192.0.2.1");
    }

    private static Network network(final String text) {
        return Objects.requireNonNull(Network.parse(text));
    }
}
