// SPDX-License-Identifier: Apache-2.0
package io.strowger.virtual.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes on the link and to the kernel, written out by hand from the RFCs and rtnetlink(7). */
class AnnouncementTest {
    private static final byte[] LINK_ADDRESS = {2, 0, 0, 0, 0, 9};

    private static String hex(final byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static InetAddress address(final String text) throws Exception {
        return InetAddress.getByName(text);
    }

    @Test
    void gratuitousArpAsRequestAndAsReply() throws Exception {
        final List<byte[]> frames = Announcement.of(address("192.0.2.7"), LINK_ADDRESS);
        assertThat(frames).hasSize(2);
        final String padding = "00".repeat(18);
        assertThat(hex(frames.get(0)))
                .isEqualTo(
                        "ffffffffffff"
                                + "020000000009"
                                + "0806"
                                + "0001"
                                + "0800"
                                + "0604"
                                + "0001"
                                + "020000000009"
                                + "c0000207"
                                + "000000000000"
                                + "c0000207"
                                + padding);
        assertThat(hex(frames.get(1)))
                .isEqualTo(
                        "ffffffffffff"
                                + "020000000009"
                                + "0806"
                                + "0001"
                                + "0800"
                                + "0604"
                                + "0002"
                                + "020000000009"
                                + "c0000207"
                                + "020000000009"
                                + "c0000207"
                                + padding);
    }

    @Test
    void unsolicitedNeighbourAdvertisement() throws Exception {
        final List<byte[]> frames = Announcement.of(address("2001:db8::7"), LINK_ADDRESS);
        assertThat(frames).hasSize(1);
        final String source = "20010db8000000000000000000000007";
        final String allNodes = "ff020000000000000000000000000001";
        final String frame = hex(frames.getFirst());
        assertThat(frame)
                .startsWith("333300000001" + "020000000009" + "86dd" + "60000000" + "0020" + "3aff")
                .contains(source + allNodes + "8800")
                .endsWith("20000000" + source + "0201" + "020000000009");
        assertThat(onesComplementSum(frames.getFirst())).isEqualTo(0xFFFF);
    }

    /** Over pseudo-header and message with its checksum: all ones (RFC 1071). */
    private static int onesComplementSum(final byte[] frame) {
        int sum = 32 + 58;
        for (int i = 22; i < frame.length; i += 2) {
            sum += ((frame[i] & 0xFF) << 8) + (frame[i + 1] & 0xFF);
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return sum;
    }

    @Test
    void theKernelIsAskedForAnAddressThatGoesByItself() throws Exception {
        assertThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(hex(AddressRequest.hold(address("192.0.2.7"), 32, 5, 3).bytes()))
                .isEqualTo(
                        "3c000000"
                                + "1400"
                                + "0505"
                                + "01000000"
                                + "00000000"
                                + "02200000"
                                + "05000000"
                                + "08000200"
                                + "c0000207"
                                + "08000100"
                                + "c0000207"
                                + "14000600"
                                + "03000000"
                                + "03000000"
                                + "00000000"
                                + "00000000");
        assertThat(hex(AddressRequest.remove(address("2001:db8::7"), 128, 5).bytes()))
                .isEqualTo(
                        "40000000"
                                + "1500"
                                + "0500"
                                + "01000000"
                                + "00000000"
                                + "0a800200"
                                + "05000000"
                                + "14000200"
                                + "20010db8000000000000000000000007"
                                + "14000100"
                                + "20010db8000000000000000000000007");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 0, eth0, false",
        "192.0.2.7, 33, eth0, false",
        "2001:db8::7, 129, eth0, false",
        "0.0.0.0, 32, eth0, false",
        "224.0.0.1, 32, eth0, false",
        "192.0.2.7, 32, a234567890123456, false",
        "192.0.2.7, 32, '', false",
        "192.0.2.7, 32, '', true",
        "192.0.2.7, 32, a23456789012345, true",
        "2001:db8::7, 128, eth0, true",
    })
    void impossibleConfigurationsAreRefused(
            final String address, final int prefix, final String name, final boolean isPossible)
            throws Exception {
        final List<String> command =
                name.isEmpty() && isPossible ? List.of("/bin/true") : List.of();
        final var made = address(address);
        if (isPossible) {
            assertThat(new VirtualAddressConfig(made, prefix, name, command).prefixLength())
                    .isEqualTo(prefix);
        } else {
            assertThatThrownBy(() -> new VirtualAddressConfig(made, prefix, name, command))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
