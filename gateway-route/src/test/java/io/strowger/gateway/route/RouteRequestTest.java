// SPDX-License-Identifier: Apache-2.0
package io.strowger.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bytes to the kernel, written out by hand from rtnetlink(7). */
class RouteRequestTest {
    @BeforeAll
    static void theBytesAreThoseOfThisOrder() {
        assertThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    }

    private static String hexOfDefaultBy(final String gateway, final int networkInterface) {
        return HexFormat.of()
                .formatHex(
                        RouteRequest.defaultBy(InetAddress.ofLiteral(gateway), networkInterface)
                                .bytes());
    }

    @Test
    void ofIpv4ItTakesThePlaceOfTheBest() {
        assertThat(hexOfDefaultBy("192.0.2.1", 5))
                .isEqualTo(
                        "2c000000"
                                + "1800"
                                + "0505"
                                + "01000000"
                                + "00000000"
                                + "02000000"
                                + "fe040001"
                                + "00000000"
                                + "08000500"
                                + "c0000201"
                                + "08000400"
                                + "05000000");
    }

    @Test
    void ofIpv6ItHasTheBestMetricThatThereIs() {
        assertThat(hexOfDefaultBy("2001:db8::1", 0))
                .isEqualTo(
                        "38000000"
                                + "1800"
                                + "0505"
                                + "01000000"
                                + "00000000"
                                + "0a000000"
                                + "fe040001"
                                + "00000000"
                                + "14000500"
                                + "20010db8000000000000000000000001"
                                + "08000600"
                                + "01000000");
    }
}
