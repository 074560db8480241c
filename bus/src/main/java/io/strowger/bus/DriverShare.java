// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.agrona.IoUtil;
import org.jspecify.annotations.Nullable;

/**
 * Which of the processes of a host runs the media driver that all of them use: the first that comes. It holds a lock on a
 * file of their directory as long as it lives, and the system lets go of it when it dies, however that comes about. The
 * file names the driver's own directory, another one each time, so that nobody takes a dead driver for a living one. The
 * others look at both. One thread, but for the lock, which is the system's.
 */
final class DriverShare implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");
    private static final Path OWN_PROCESS = Path.of("/proc/self");
    private static final String USER = "unix:uid";
    private static final String FILE = "driver";
    private static final String DRIVERS = "aeron-";
    private static final int MOST_NAME = 64;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long BEGIN_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Path directory;
    private final FileChannel file;
    private final boolean runsDriver;
    private final String name;
    private long lookAt;

    private DriverShare(
            final Path directory,
            final FileChannel file,
            final boolean runsDriver,
            final String name) {
        this.directory = directory;
        this.file = file;
        this.runsDriver = runsDriver;
        this.name = name;
    }

    /**
     * Takes part. When this process is the one that runs the driver, nothing of an earlier one is left; otherwise there is
     * one that has said {@link #begun}.
     */
    static DriverShare join(final Path directory) throws BusFailure {
        try {
            secure(directory);
            final FileChannel file = BusDirectory.openShared(directory.resolve(FILE));
            try {
                return join(directory, file);
            } catch (final IOException | BusFailure failure) {
                file.close();
                throw failure;
            }
        } catch (final IOException failure) {
            throw new BusFailure("the shared bus in " + directory + " cannot be used: " + failure);
        }
    }

    private static DriverShare join(final Path directory, final FileChannel file)
            throws IOException, BusFailure {
        final long began = System.nanoTime();
        while (System.nanoTime() - began < BEGIN_NANOS) {
            if (lock(file, false) != null) {
                file.truncate(0);
                removeDrivers(directory);
                final String name = DRIVERS + Long.toHexString(new SecureRandom().nextLong());
                return new DriverShare(directory, file, true, name);
            }
            final String name = read(file);
            if (!name.isEmpty()) {
                return new DriverShare(directory, file, false, name);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new BusFailure(
                "another process has the lock of the shared bus in "
                        + directory
                        + " and does not begin: look for one that stands still");
    }

    /** Nothing is sealed there, so nobody else may look in. */
    private static void secure(final Path directory) throws IOException, BusFailure {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(directory.toAbsolutePath().getParent());
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        final boolean isOurs =
                Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                        && Files.getAttribute(directory, USER, LinkOption.NOFOLLOW_LINKS)
                                .equals(Files.getAttribute(OWN_PROCESS, USER));
        if (!isOurs || !Files.getPosixFilePermissions(directory).equals(OWNER_ONLY)) {
            throw new BusFailure(
                    directory
                            + " is to be a directory of user "
                            + System.getProperty("user.name")
                            + " with mode 0700: what goes over the shared bus is not sealed");
        }
    }

    private static @Nullable FileLock lock(final FileChannel file, final boolean shared)
            throws IOException {
        try {
            return file.tryLock(0, Long.MAX_VALUE, shared);
        } catch (final OverlappingFileLockException ofThisProcess) {
            return null;
        }
    }

    private static void removeDrivers(final Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(each -> each.getFileName().toString().startsWith(DRIVERS))
                    .forEach(each -> IoUtil.delete(each.toFile(), true));
        }
    }

    /** The name of the running driver's directory, empty when there is none yet. */
    private static String read(final FileChannel file) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(MOST_NAME);
        final int length = Math.max(0, file.read(bytes, 0));
        final String line = new String(bytes.array(), 0, length, StandardCharsets.US_ASCII);
        return line.endsWith("\n") ? line.strip() : "";
    }

    boolean runsDriver() {
        return runsDriver;
    }

    /** Where the driver has its buffers. */
    Path driverDirectory() {
        return directory.resolve(name);
    }

    /** By which those who share the driver wake each other. */
    Doorbells doorbells() throws BusFailure {
        return Doorbells.in(directory);
    }

    /** The driver is there: the others may come. */
    void begun() throws BusFailure {
        try {
            file.write(ByteBuffer.wrap((name + '\n').getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (final IOException failure) {
            throw new BusFailure("the shared bus in " + directory + " cannot be used: " + failure);
        }
    }

    /** Whether the process that ran the driver is gone; it is looked at ten times a second. */
    boolean isOver(final long nowNanos) {
        if (runsDriver || nowNanos - lookAt < 0) {
            return false;
        }
        lookAt = nowNanos + LOOK_NANOS;
        try {
            if (!name.equals(read(file))) {
                return true;
            }
            // A shared lock: those who look are not in each other's way.
            final FileLock free = lock(file, true);
            if (free != null) {
                free.release();
            }
            return free != null;
        } catch (final IOException _) {
            return true;
        }
    }

    /** Ends the part of this process: who ran the driver has closed it. */
    @Override
    public void close() {
        try {
            file.close();
        } catch (final IOException _) {
            // The lock goes with the channel in any case.
        }
    }
}
