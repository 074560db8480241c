// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.sip.message.KeyedHash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The listening points of a router, which a switch has opened and its nodes write into Via and Record-Route. Both ends know
 * them from their configuration and have to know the same, because records name them by their numbers.
 *
 * @param count how many there are
 * @param hash of all of them in their order
 */
public record TrunkPoints(int count, long hash) {
    /** A hash for comparison; nobody has an advantage from colliding. */
    public static TrunkPoints of(final List<String> points) {
        final byte[] text = String.join("\n", points).getBytes(StandardCharsets.UTF_8);
        final KeyedHash hash = new KeyedHash(0, 0);
        hash.reset().update(new UnsafeBuffer(text), 0, text.length).finish();
        return new TrunkPoints(points.size(), hash.low());
    }
}
