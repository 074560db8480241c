// SPDX-License-Identifier: Apache-2.0
package io.strowger.sealing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Numbers the starts of a process: higher at each start, whatever the clock says, so that no start seals with the keys
 * of another. Time alone would do it but for clocks that are set back; the file alone but for files that are lost.
 */
public final class Incarnation {
    private static final int RANDOM_BITS = 20;

    private Incarnation() {}

    /**
     * The number of this start, kept in a file.
     *
     * @param file belongs to one process at a time; created when it is not there
     * @param nowMillis epoch milliseconds
     * @param random from a good source: two processes that have lost their file do not meet
     */
    public static long next(final Path file, final long nowMillis, final long random)
            throws IOException {
        final long byTime = (nowMillis << RANDOM_BITS) | (random & ((1L << RANDOM_BITS) - 1));
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            final ByteBuffer last = ByteBuffer.allocate(Long.BYTES);
            final boolean isThere = channel.read(last, 0) == Long.BYTES;
            final long next = isThere ? Math.max(byTime, last.getLong(0) + 1) : byTime;
            channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, next), 0);
            channel.force(true);
            return next;
        }
    }
}
