// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.strowger.location.store.LocationStore;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.IoUtil;

/**
 * A copy of a member's files as a kill would leave them at one moment: whoever starts with it recovers as after a kill,
 * and has the log up to that moment.
 *
 * <p>All that writes the log is the location thread, so what is copied between two of its rounds is of one moment. Only
 * the small files and the segment that is being written are copied there; all other segments never change and get a
 * second name. The database is copied beside the traffic; it may be newer than the log, which does no harm, because it
 * holds committed entries only and remembers the position of the last one.
 */
final class MemberImage implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("strowger.location-server");
    static final String DATABASE = "database";
    static final String ARCHIVE = "archive";
    static final String CLUSTER = "cluster";

    private static final List<String> WRITTEN = List.of("recording.log", "node-state.dat");

    private final Path staging;
    private final LocationStore store;
    private final Thread copying;
    private volatile boolean complete;

    private MemberImage(final Path staging, final LocationStore store) {
        this.staging = staging;
        this.store = store;
        copying = Thread.ofPlatform().daemon().name("location-image").unstarted(this::copyDatabase);
    }

    /**
     * Takes an image. Location thread, between two rounds.
     *
     * @param logRecordingId the recording that is being written
     * @throws IOException when the files cannot be copied
     */
    static MemberImage take(
            final Path directory, final long logRecordingId, final LocationStore store)
            throws IOException {
        final Path staging = directory.resolve("image");
        IoUtil.delete(staging.toFile(), true);
        Files.createDirectories(staging.resolve(DATABASE));
        final Path cluster = Files.createDirectories(staging.resolve(CLUSTER));
        for (final String name : WRITTEN) {
            Files.copy(directory.resolve(CLUSTER).resolve(name), cluster.resolve(name));
        }
        copyArchive(
                directory.resolve(ARCHIVE),
                Files.createDirectories(staging.resolve(ARCHIVE)),
                logRecordingId + "-");
        final MemberImage image = new MemberImage(staging, store);
        image.copying.start();
        return image;
    }

    private static void copyArchive(final Path from, final Path to, final String log)
            throws IOException {
        final String last = lastSegment(from, log);
        for (final Path file : files(from)) {
            final String name = file.getFileName().toString();
            if (name.endsWith(".rec") && !name.equals(last)) {
                linkOrCopy(file, to.resolve(name));
            } else if (name.endsWith(".rec") || name.endsWith(".catalog")) {
                Files.copy(file, to.resolve(name));
            }
        }
    }

    private static String lastSegment(final Path archive, final String log) throws IOException {
        String last = "";
        long highest = -1;
        for (final Path file : files(archive)) {
            final String name = file.getFileName().toString();
            if (name.startsWith(log) && name.endsWith(".rec")) {
                final long base =
                        Long.parseLong(
                                name.substring(log.length(), name.length() - ".rec".length()));
                if (base > highest) {
                    highest = base;
                    last = name;
                }
            }
        }
        return last;
    }

    private static void linkOrCopy(final Path file, final Path to) throws IOException {
        try {
            Files.createLink(to, file);
        } catch (final UnsupportedOperationException noLinks) {
            Files.copy(file, to);
        }
    }

    private static List<Path> files(final Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private void copyDatabase() {
        try {
            store.copyTo(staging.resolve(DATABASE));
            complete = true;
        } catch (final IOException full) {
            LOGGER.log(System.Logger.Level.WARNING, "no image for a blank member: {0}", full);
        }
    }

    /** Whether the database has been copied; not yet, or never if that has failed. */
    boolean isComplete() {
        return complete;
    }

    /** Whether copying the database has failed. */
    boolean isLost() {
        return !complete && !copying.isAlive();
    }

    /** Names of the files relative to {@link #file}, the database first. */
    List<String> names() throws IOException {
        final List<String> names = new ArrayList<>();
        for (final String part : List.of(DATABASE, ARCHIVE, CLUSTER)) {
            for (final Path file : files(staging.resolve(part))) {
                names.add(part + "/" + file.getFileName());
            }
        }
        return names;
    }

    File file(final String name) {
        return staging.resolve(name).toFile();
    }

    @Override
    public void close() {
        // A copy under way fails for want of its directory, and nobody asks for it any more.
        IoUtil.delete(staging.toFile(), true);
    }
}
