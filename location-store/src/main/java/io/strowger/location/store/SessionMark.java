// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A small file beside the database: locked while a process has it open, so that no second one opens it, and holding the
 * operating system's boot id until the database is closed. Without a sync at each commit, what a process wrote survives
 * the process but not the operating system; another boot id therefore means that everything has to be verified.
 */
final class SessionMark {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String CLOSED = "closed";
    private static final String UNKNOWN = "unknown";
    private static final int MAX_MARK = 256;
    private static final int LINE = 63;

    private final FileChannel channel;
    private final FileLock lock;
    private final String bootId;
    private final boolean verificationDue;
    private final boolean firstOpening;

    private SessionMark(
            final FileChannel channel,
            final FileLock lock,
            final String bootId,
            final boolean verificationDue,
            final boolean firstOpening) {
        this.channel = channel;
        this.lock = lock;
        this.bootId = bootId;
        this.verificationDue = verificationDue;
        this.firstOpening = firstOpening;
    }

    static SessionMark acquire(final Path directory) throws StoreOpenFailure {
        return acquire(directory, bootId());
    }

    static SessionMark acquire(final Path directory, final String bootId) throws StoreOpenFailure {
        try {
            Files.createDirectories(directory);
            final boolean hasData = Files.exists(directory.resolve("data.mdb"));
            final FileChannel channel =
                    FileChannel.open(
                            directory.resolve("session"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            final FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new StoreOpenFailure(
                        "location database in "
                                + directory
                                + " is open already; stop the process that has it, or name another directory with data");
            }
            final String mark = read(channel);
            final boolean isTrusted =
                    mark.equals(CLOSED) || (mark.equals(bootId) && !mark.equals(UNKNOWN));
            return new SessionMark(channel, lock, bootId, hasData && !isTrusted, mark.isEmpty());
        } catch (final IOException e) {
            throw new StoreOpenFailure(
                    "location database in "
                            + directory
                            + ": "
                            + e
                            + "; make sure that the directory can be written and is on a local disk");
        }
    }

    @org.jspecify.annotations.Nullable
    private static FileLock tryLock(final FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (final OverlappingFileLockException _) {
            return null;
        }
    }

    private static String bootId() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (final IOException _) {
            return UNKNOWN;
        }
    }

    private static String read(final FileChannel channel) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(MAX_MARK);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    }

    /** Whether the operating system stopped while the database was open, or it is a copy from elsewhere. */
    boolean isVerificationDue() {
        return verificationDue;
    }

    /** Whether the database has never been opened here: if there is one, it is a copy. */
    boolean isFirstOpening() {
        return firstOpening;
    }

    /** From now on the database may be changed. */
    void opened() throws IOException {
        write(bootId);
    }

    /** Everything is on the disk. */
    void closed() throws IOException {
        write(CLOSED);
    }

    private void write(final String mark) throws IOException {
        // Always the same length, written over what is there: a full disk has room for that.
        final String line = String.format("%-" + LINE + "s%n", mark);
        channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), 0);
        channel.force(true);
    }

    /** Lets others open the database. */
    void release() throws IOException {
        lock.release();
        channel.close();
    }
}
