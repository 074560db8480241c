// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.io.IOException;
import java.io.InputStream;

/** Cuts a stream into lines without holding more than one of them. */
final class ImportLines {
    /** Longest line, in bytes; the rest of a longer one is skipped. */
    static final int MAX_LINE = 16 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private final byte[] line = new byte[MAX_LINE];
    private int position;
    private int end;
    private int length;
    private boolean tooLong;

    ImportLines(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line; false at the end of the stream. */
    boolean next() throws IOException {
        length = 0;
        tooLong = false;
        boolean any = false;
        while (position < end || fill()) {
            any = true;
            int newline = position;
            while (newline < end && buffer[newline] != '\n') {
                newline++;
            }
            append(newline - position);
            position = newline;
            if (newline < end) {
                position++;
                break;
            }
        }
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        return any;
    }

    private void append(int count) {
        int room = MAX_LINE - length;
        tooLong |= count > room;
        System.arraycopy(buffer, position, line, length, Math.min(count, room));
        length += Math.min(count, room);
    }

    private boolean fill() throws IOException {
        position = 0;
        end = Math.max(in.read(buffer), 0);
        return end > 0;
    }

    /** The line's bytes; valid until the next call of {@link #next()}. */
    byte[] bytes() {
        return line;
    }

    int length() {
        return length;
    }

    boolean isTooLong() {
        return tooLong;
    }
}
