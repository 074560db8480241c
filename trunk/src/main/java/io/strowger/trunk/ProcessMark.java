// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.BusFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Shows the other processes of a host that one of them lives: a lock on a file, which the system takes away when the process
 * ends, however that comes about, and keeps for one that stands still.
 */
final class ProcessMark implements AutoCloseable {
    private static final String PREFIX = "node-";

    private final FileChannel file;

    private ProcessMark(final FileChannel file) {
        this.file = file;
    }

    /** Marks this process as living, under an id. */
    static ProcessMark of(final Path directory, final long id) throws BusFailure {
        final Path path = path(directory, id);
        try {
            final FileChannel file =
                    FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (file.tryLock() == null) {
                file.close();
                throw new BusFailure("another process is this node, too: " + path + " is locked");
            }
            return new ProcessMark(file);
        } catch (final OverlappingFileLockException twice) {
            throw new BusFailure("this process is this node already: " + path + " is locked");
        } catch (final IOException failure) {
            throw new BusFailure(path + " cannot be used: " + failure);
        }
    }

    static Path path(final Path directory, final long id) {
        return directory.resolve(PREFIX + Long.toHexString(id));
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (final IOException _) {
            // The lock goes with the channel in any case.
        }
    }
}
