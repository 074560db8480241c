// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The check of the directory in which a media driver keeps its buffers. */
final class BusDirectory {
    /** What a driver with a stream on two networks and some sessions takes, with room to spare. */
    static final long NEEDED_BYTES = 48L << 20;

    private BusDirectory() {}

    /** Says early and plainly what would otherwise be an error of a mapped file in the middle of a call. */
    static void check(final Path directory, final long neededBytes) throws BusFailure {
        final Path parent = directory.toAbsolutePath().getParent();
        try {
            Files.createDirectories(parent);
            final long free = Files.getFileStore(parent).getUsableSpace();
            if (free < neededBytes) {
                throw new BusFailure(
                        String.format(
                                "%s has %d MiB free, the bus needs %d MiB there: free some, in a container give it more"
                                        + " shared memory (--shm-size=256m), or name another directory",
                                parent, free >> 20, neededBytes >> 20));
            }
        } catch (final IOException e) {
            throw new BusFailure(
                    parent + ": " + e + "; make sure that the directory can be written");
        }
    }

    /** A file by which the processes of one user see each other, made if it is not there. */
    static FileChannel openShared(final Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
}
