// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/** Looks at the {@link ProcessMark} of one id; by one system call, because it does so all the time. One thread. */
final class ProcessWatch implements AutoCloseable {
    private final Path path;
    private @Nullable FileChannel file;

    ProcessWatch(final Path directory, final long id) {
        path = ProcessMark.path(directory, id);
    }

    /** Whether there was a process with this id here, and it has ended. */
    boolean isEnded() {
        try {
            final FileChannel opened = opened();
            if (opened == null) {
                return false;
            }
            final FileLock free = opened.tryLock(0, Long.MAX_VALUE, true);
            if (free != null) {
                free.release();
            }
            return free != null;
        } catch (final OverlappingFileLockException | IOException held) {
            return false;
        }
    }

    private @Nullable FileChannel opened() throws IOException {
        if (file == null && Files.exists(path)) {
            file = FileChannel.open(path, StandardOpenOption.READ);
        }
        return file;
    }

    @Override
    public void close() {
        CloseHelper.quietClose(file);
    }
}
