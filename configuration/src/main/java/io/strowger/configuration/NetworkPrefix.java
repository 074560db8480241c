// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that begin with the same bits.
 *
 * @param address any of them
 * @param bits that they have in common: 0 to 32 of IPv4, 0 to 128 of IPv6
 */
public record NetworkPrefix(InetAddress address, int bits) {
    private static final Pattern SYNTAX =
            Pattern.compile("([0-9a-fA-F.:]{2,45})(?:/([0-9]{1,3}))?");

    static @Nullable NetworkPrefix parse(final String text) {
        final var parts = SYNTAX.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        try {
            final InetAddress address = InetAddress.ofLiteral(parts.group(1));
            final int all = 8 * address.getAddress().length;
            final int bits = parts.group(2) == null ? all : Integer.parseInt(parts.group(2));
            return bits > all ? null : new NetworkPrefix(address, bits);
        } catch (final IllegalArgumentException noAddress) {
            return null;
        }
    }

    /** Whether they have an address in common. */
    boolean overlaps(final NetworkPrefix other) {
        final byte[] one = address.getAddress();
        final byte[] two = other.address.getAddress();
        if (one.length != two.length) {
            return false;
        }
        for (int bit = 0; bit < Math.min(bits, other.bits); bit++) {
            if ((one[bit / 8] ^ two[bit / 8]) << bit % 8 << 24 < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        final byte[] bytes = address.getAddress();
        final String host = address.getHostAddress().replaceFirst("(^|:)0(:0)+(:|$)", "::");
        return host + (bits == 8 * bytes.length ? "" : "/" + bits);
    }
}
