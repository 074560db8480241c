// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.agrona.IoUtil;

/**
 * Where the media driver keeps its buffers: shared memory when the host has enough of it, the data directory
 * otherwise.
 *
 * <p>The name follows from the data directory, which is locked by us, so whatever lies there is left over from a
 * process that is dead and can be deleted. The mark files live there too: a mark file of a killed process would
 * otherwise make Aeron refuse to start for ten seconds.
 */
public final class AeronDirectory {
    /** What one driver uses, with room to spare. */
    static final long NEEDED_BYTES = 48L << 20;

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private AeronDirectory() {}

    /** The directory for a driver with this data directory, empty of what an earlier process left. */
    public static Path prepare(final Path data) throws IOException {
        return prepare(data, SHARED_MEMORY);
    }

    static Path prepare(final Path data, final Path sharedMemory) throws IOException {
        final Path shared = shared(data, sharedMemory);
        final Path inside = data.toRealPath().resolve("aeron");
        delete(shared);
        delete(inside);
        return usable(sharedMemory) ? shared : inside;
    }

    /** The name in shared memory: the same for the same user and data directory, and for no other. */
    public static Path shared(final Path data, final Path sharedMemory) throws IOException {
        final CRC32C crc = new CRC32C();
        crc.update(data.toRealPath().toString().getBytes(StandardCharsets.UTF_8));
        final int user = System.getProperty("user.name", "").hashCode();
        return sharedMemory.resolve(
                "strowger-" + Integer.toHexString(user) + "-" + Long.toHexString(crc.getValue()));
    }

    private static boolean usable(final Path sharedMemory) throws IOException {
        return Files.isDirectory(sharedMemory)
                && Files.isWritable(sharedMemory)
                && Files.getFileStore(sharedMemory).getUsableSpace() >= NEEDED_BYTES;
    }

    static void delete(final Path directory) {
        IoUtil.delete(directory.toFile(), true);
    }
}
