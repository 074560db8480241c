// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/** Sends an image to one member, a little in each round, as fast as that one takes it. Location thread only. */
final class ImageSender implements AutoCloseable {
    /** Messages in one round: more would hold up changes. */
    private static final int BURST = 4;

    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final MemberImage image;
    private final EnrolmentLine line;
    private final int to;
    private final byte[] chunk = new byte[EnrolmentLine.CHUNK];
    private @Nullable List<String> names;
    private @Nullable RandomAccessFile file;
    private int next;
    private int chunkLength;
    private boolean announced;
    private boolean done;
    private long progressNanos;

    ImageSender(
            final MemberImage image, final EnrolmentLine line, final int to, final long nowNanos) {
        this.image = image;
        this.line = line;
        this.to = to;
        progressNanos = nowNanos;
    }

    int to() {
        return to;
    }

    /** Whether all has been sent, or the other one has not taken anything for a while. */
    boolean isOver(final long nowNanos) {
        return done || image.isLost() || nowNanos - progressNanos > PATIENCE_NANOS;
    }

    int doWork(final long nowNanos) throws IOException {
        if (!image.isComplete()) {
            progressNanos = nowNanos;
            return 0;
        }
        int sent = 0;
        while (sent < BURST && !done && sendNext()) {
            sent++;
            progressNanos = nowNanos;
        }
        return sent;
    }

    private boolean sendNext() throws IOException {
        final List<String> all = names == null ? image.names() : names;
        names = all;
        if (next == all.size()) {
            done = line.send(to, EnrolmentLine.END, EnrolmentState.BLANK, all.size());
            return done;
        }
        final RandomAccessFile open =
                file == null ? new RandomAccessFile(image.file(all.get(next)), "r") : file;
        file = open;
        return announced ? sendBytes(open) : announce(all.get(next), open.length());
    }

    private boolean announce(final String name, final long length) {
        final byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        announced = line.send(to, EnrolmentLine.FILE, length, bytes, 0, bytes.length);
        return announced;
    }

    private boolean sendBytes(final RandomAccessFile open) throws IOException {
        if (chunkLength == 0) {
            chunkLength = Math.max(0, open.read(chunk));
        }
        if (chunkLength == 0) {
            open.close();
            file = null;
            announced = false;
            next++;
            return true;
        }
        if (!line.send(to, EnrolmentLine.BYTES, 0, chunk, 0, chunkLength)) {
            return false;
        }
        chunkLength = 0;
        return true;
    }

    @Override
    public void close() {
        CloseHelper.quietClose(file);
        line.hangUp(to);
        image.close();
    }
}
