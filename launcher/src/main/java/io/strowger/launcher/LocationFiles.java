// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Names in the data directory that several commands know, and what they do with whole directories. */
final class LocationFiles {
    static final String DATABASE = "location";
    static final String LOG = "log";

    /** A database that is being put back; it becomes {@link #DATABASE} when it is complete. */
    static final String RESTORING = "location.restoring";

    static final String DATA_FILE = "data.mdb";

    private LocationFiles() {}

    /** Removes a directory with what is in it, if it is there. */
    static void remove(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Creates a directory that nobody but the owner may look into: databases hold credentials. */
    static void createPrivate(Path directory) throws IOException {
        Files.createDirectory(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Lets nobody but the owner read a file. */
    static void makePrivate(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** Makes sure that the names in a directory outlive a power failure. */
    static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
