// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.location.store.LocationStore;
import io.strowger.management.DatabaseCopy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A copy of the database in the data directory, until it has been sent. One at a time. */
final class BackupFile implements DatabaseCopy {
    private static final String NAME = "backup.part";

    private final Path directory;

    private BackupFile(Path directory) {
        this.directory = directory;
    }

    /**
     * Copies the store.
     *
     * @param reserveBytes free space that has to be left
     * @throws IOException naming what is in the way
     */
    static BackupFile of(LocationStore store, Path data, long reserveBytes)
            throws IOException, InterruptedException {
        removeLeftOver(data);
        long needed = store.copyBytes();
        long free = Files.getFileStore(data).getUsableSpace() - reserveBytes;
        if (needed > free) {
            throw new IOException(
                    "a copy takes up to %,d bytes, but %,d are free above location.disk-reserve"
                            .formatted(needed, Math.max(0, free)));
        }
        BackupFile copy = new BackupFile(data.resolve(NAME));
        try {
            LocationFiles.createPrivate(copy.directory);
            copy.write(store);
            return copy;
        } catch (IOException | InterruptedException failed) {
            copy.close();
            throw failed;
        }
    }

    /** Requests are served on virtual threads, and a call into the native library would hold on to their carrier. */
    private void write(LocationStore store) throws IOException, InterruptedException {
        FutureTask<Void> copying =
                new FutureTask<>(
                        () -> {
                            store.copyTo(directory);
                            return null;
                        });
        Thread.ofPlatform().daemon().name("backup").start(copying);
        try {
            copying.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException known
                    ? known
                    : new IOException(failed.getCause());
        }
    }

    /** What a process that was killed has left. */
    static void removeLeftOver(Path data) throws IOException {
        LocationFiles.remove(data.resolve(NAME));
    }

    @Override
    public Path file() {
        return directory.resolve(LocationFiles.DATA_FILE);
    }

    @Override
    public void close() {
        try {
            LocationFiles.remove(directory);
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }
}
