// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The file of an import: gives it out in chunks of whole lines and knows what an earlier run did. */
final class ImportSource implements AutoCloseable {
    /** A chunk ends at the first line end past one of these. */
    static final int CHUNK_LINES = 20_000;

    static final int CHUNK_BYTES = 3 << 20;

    private static final int MAX_HEADER = 16 * 1024;

    private final Path file;
    private final InputStream in;
    private final long size;
    private final MessageDigest digest = sha256();
    private ImportProgress done = ImportProgress.NONE;
    private byte[] header = new byte[0];

    private ImportSource(Path file) throws IOException {
        this.file = file;
        this.size = Files.size(file);
        this.in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    /**
     * Lines of the file.
     *
     * @param bytes whole lines
     * @param firstLine number of the first one, from 1
     * @param lines how many
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Chunk(byte[] bytes, long firstLine, long lines) {}

    /** Opens the file behind what was done before, or at its beginning if that does not fit it. */
    static ImportSource open(Path file, ImportProgress before) throws IOException {
        ImportSource source = new ImportSource(file);
        if (before.bytes() == 0 || before.bytes() > source.size || source.skip(before)) {
            return source;
        }
        source.close();
        return new ImportSource(file);
    }

    private boolean skip(ImportProgress before) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long left = before.bytes();
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                return false;
            }
            keepHeader(buffer, count, before.bytes() - left);
            digest.update(buffer, 0, count);
            left -= count;
        }
        done = before;
        return hash().equals(before.sha256());
    }

    /** A CSV file's first line has to go before every chunk. */
    private void keepHeader(byte[] buffer, int count, long position) {
        if (position == 0) {
            int end = 0;
            while (end < count && buffer[end] != '\n' && end < MAX_HEADER) {
                end++;
            }
            header = Arrays.copyOf(buffer, end);
        }
    }

    Path file() {
        return file;
    }

    long size() {
        return size;
    }

    /** Number of the first line that is not done yet. */
    long startLine() {
        return done.lines() + 1;
    }

    ImportProgress done() {
        return done;
    }

    byte[] header() {
        return header;
    }

    /** The next lines, or null at the end. */
    @Nullable Chunk next() throws IOException {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream(CHUNK_BYTES);
        long lines = 0;
        int last = -1;
        for (int c = in.read(); c >= 0; c = in.read()) {
            chunk.write(c);
            last = c;
            if (c == '\n' && (++lines == CHUNK_LINES || chunk.size() >= CHUNK_BYTES)) {
                break;
            }
        }
        if (chunk.size() == 0) {
            return null;
        }
        byte[] bytes = chunk.toByteArray();
        keepHeader(bytes, bytes.length, done.bytes());
        return new Chunk(bytes, startLine(), last == '\n' ? lines : lines + 1);
    }

    /** Remembers that the first lines of a chunk are done. */
    ImportProgress advance(byte[] bytes, int length, long lines, long committed, long failed)
            throws IOException {
        digest.update(bytes, 0, length);
        done =
                new ImportProgress(
                        done.bytes() + length,
                        done.lines() + lines,
                        hash(),
                        done.committed() + committed,
                        done.failed() + failed);
        done.save(file);
        return done;
    }

    private String hash() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException fault) {
            throw new AssertionError("SHA-256 of the JDK can be cloned", fault);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException fault) {
            throw new AssertionError("SHA-256 is in every JDK", fault);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
