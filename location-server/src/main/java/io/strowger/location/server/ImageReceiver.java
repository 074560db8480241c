// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes an image beside what a member has, and puts it in its place once all of it is on the disk. A process that dies
 * meanwhile begins again, or goes on putting it in its place.
 */
final class ImageReceiver implements AutoCloseable {
    private static final String COMPLETE = "complete";
    private static final Pattern NAME =
            Pattern.compile(
                    "database/data\\.mdb|archive/(archive\\.catalog|[0-9]{1,19}-[0-9]{1,19}\\.rec)"
                            + "|cluster/(recording\\.log|node-state\\.dat)");
    private static final List<String> PARTS =
            List.of(MemberImage.DATABASE, MemberImage.ARCHIVE, MemberImage.CLUSTER);

    /** What a database's directory holds besides the database, and keeps. */
    private static final Set<String> KEPT = Set.of("session");

    private final Path incoming;
    private final byte[] bytes = new byte[EnrolmentLine.CHUNK];
    private @Nullable RandomAccessFile file;
    private long left;
    private long files;
    private long received;
    private boolean complete;

    /**
     * Begins an image.
     *
     * @param log directory of the member's log
     */
    ImageReceiver(final Path log) throws IOException {
        incoming = log.resolve("incoming");
        IoUtil.delete(incoming.toFile(), true);
        for (final String part : PARTS) {
            Files.createDirectories(incoming.resolve(part));
        }
    }

    /** A file begins; false when the image cannot be as it should. */
    boolean begin(final DirectBuffer buffer, final int offset, final int length, final long size)
            throws IOException {
        final String name = buffer.getStringWithoutLengthAscii(offset, length);
        if (left != 0 || !NAME.matcher(name).matches()) {
            return false;
        }
        endFile();
        file = new RandomAccessFile(incoming.resolve(name).toFile(), "rw");
        left = size;
        files++;
        return true;
    }

    /** The next bytes of the file; false when the image cannot be as it should. */
    boolean add(final DirectBuffer buffer, final int offset, final int length) throws IOException {
        final RandomAccessFile open = file;
        if (open == null || length > left || length > bytes.length) {
            return false;
        }
        buffer.getBytes(offset, bytes, 0, length);
        open.write(bytes, 0, length);
        left -= length;
        received += length;
        return true;
    }

    /** The image ends; false when something is missing. */
    boolean end(final long count) throws IOException {
        if (left != 0 || count != files) {
            return false;
        }
        endFile();
        Files.createFile(incoming.resolve(COMPLETE));
        complete = true;
        return true;
    }

    private void endFile() throws IOException {
        final RandomAccessFile open = file;
        if (open != null) {
            open.getFD().sync();
            open.close();
            file = null;
        }
    }

    long received() {
        return received;
    }

    boolean isComplete() {
        return complete;
    }

    /** Puts a complete image in its place, if there is one. */
    static void install(final Path log, final Path database) throws IOException {
        final Path incoming = log.resolve("incoming");
        if (Files.exists(incoming.resolve(COMPLETE))) {
            replace(incoming.resolve(MemberImage.DATABASE), database);
            replace(incoming.resolve(MemberImage.ARCHIVE), log.resolve(MemberImage.ARCHIVE));
            // Last: the recording log is what makes a member one that has something.
            replace(incoming.resolve(MemberImage.CLUSTER), log.resolve(MemberImage.CLUSTER));
        }
        IoUtil.delete(incoming.toFile(), true);
    }

    private static void replace(final Path from, final Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        Files.createDirectories(to);
        try (Stream<Path> old = Files.list(to)) {
            for (final Path each : old.toList()) {
                if (!KEPT.contains(each.getFileName().toString())) {
                    IoUtil.delete(each.toFile(), false);
                }
            }
        }
        try (Stream<Path> fresh = Files.list(from)) {
            for (final Path each : fresh.toList()) {
                Files.move(
                        each, to.resolve(each.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.delete(from);
    }

    @Override
    public void close() {
        CloseHelper.quietClose(file);
    }
}
