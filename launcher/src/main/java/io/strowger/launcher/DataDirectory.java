// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The data directory, held against other processes. */
final class DataDirectory implements AutoCloseable {
    private static final String LOCK = "strowger.lock";

    private final FileChannel channel;

    private DataDirectory(FileChannel channel) {
        this.channel = channel;
    }

    /** Creates the directory if need be and takes it, or fails with what is in the way. */
    static DataDirectory take(Path directory) throws CommandFailure {
        FileChannel channel = null;
        try {
            Files.createDirectories(directory);
            channel =
                    FileChannel.open(
                            directory.resolve(LOCK),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            if (lock(channel) != null) {
                String pid = ProcessHandle.current().pid() + "\n";
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
                return new DataDirectory(channel);
            }
            String holder = Files.readString(directory.resolve(LOCK)).strip();
            channel.close();
            throw new CommandFailure(
                    "data directory " + directory + " is in use by process " + holder);
        } catch (IOException fault) {
            closeQuietly(channel);
            throw new CommandFailure("cannot use data directory " + directory + ": " + fault);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldHere) {
            return null;
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException alreadyFailing) {
            System.getLogger("strowger.launcher")
                    .log(System.Logger.Level.DEBUG, "close", alreadyFailing);
        }
    }

    /** Lets others have it. The file stays: removing it could take a lock from somebody who has just got it. */
    @Override
    public void close() {
        closeQuietly(channel);
    }
}
