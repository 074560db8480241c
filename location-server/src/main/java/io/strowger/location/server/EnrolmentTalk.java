// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.aeron.Aeron;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Asks the other members what they have until it is clear how this one begins. One thread. */
final class EnrolmentTalk implements EnrolmentLine.Receiver, AutoCloseable {
    private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** So long a member that has a log looks for one that leads. */
    static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** So long an answer is taken for what is. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final long WAIT_NOTE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LocationServerConfig config;
    private final FaultLog faults;
    private final EnrolmentLine line;
    private final Told[] told;
    private final long begunNanos = System.nanoTime();
    private final boolean hasLog;
    private final long ownSnapshot;
    private @Nullable ImageReceiver image;
    private long nowNanos = begunNanos;
    private long askNanos = begunNanos;
    private long noteNanos = begunNanos + WAIT_NOTE_NANOS;
    private long progressNanos;
    private int imageSession;
    private boolean over;

    /** What another member has said last. */
    private static final class Told {
        private EnrolmentState state = EnrolmentState.HOLDS;
        private long logBegin;
        private long atNanos;
        private boolean heard;
    }

    /**
     * Begins to ask.
     *
     * @param ownSnapshot position of the newest snapshot of the own log, -1 when there is no log
     */
    EnrolmentTalk(
            final LocationServerConfig config,
            final GroupConfig group,
            final Aeron aeron,
            final long ownSnapshot,
            final FaultLog faults) {
        this.config = config;
        this.faults = faults;
        this.ownSnapshot = ownSnapshot;
        hasLog = ownSnapshot >= 0;
        line = new EnrolmentLine(aeron, group.members(), config.memberId(), this);
        told = new Told[group.members().size()];
        for (int id = 0; id < told.length; id++) {
            told[id] = new Told();
        }
    }

    /** Whether this member may begin, with what it has then. */
    boolean isOver() {
        return over;
    }

    int doWork(final long present) {
        nowNanos = present;
        int work = line.poll();
        if (nowNanos - askNanos >= 0) {
            askNanos = nowNanos + ASK_NANOS;
            work += ask();
        }
        if (image == null) {
            decide();
        } else if (nowNanos - progressNanos > PATIENCE_NANOS) {
            faults.report("the copy of the database came to a halt and begins again", nowNanos);
            dropImage();
        }
        return work;
    }

    private int ask() {
        int sent = 0;
        for (int id = 0; id < told.length; id++) {
            if (id != config.memberId()) {
                sent += line.send(id, EnrolmentLine.ASK, EnrolmentState.BLANK, 0) ? 1 : 0;
            }
        }
        return sent;
    }

    private void decide() {
        final int giver = giver();
        if (giver >= 0 && (!hasLog || ownSnapshot < told[giver].logBegin)) {
            fetch(giver);
        } else if (hasLog) {
            over = giver >= 0 || nowNanos - begunNanos > LOOK_NANOS;
        } else if (allAreBlank()) {
            faults.note("no member has a database yet: a new one begins");
            over = true;
        } else if (nowNanos - noteNanos > 0) {
            noteNanos = nowNanos + WAIT_NOTE_NANOS;
            faults.note(
                    "this member has no database and waits for the one that leads, or for all others to have none");
        }
    }

    private int giver() {
        for (int id = 0; id < told.length; id++) {
            if (isFresh(told[id]) && told[id].state.gives()) {
                return id;
            }
        }
        return -1;
    }

    private boolean allAreBlank() {
        for (int id = 0; id < told.length; id++) {
            if (id != config.memberId()
                    && !(isFresh(told[id]) && told[id].state == EnrolmentState.BLANK)) {
                return false;
            }
        }
        return true;
    }

    private boolean isFresh(final Told each) {
        return each.heard && nowNanos - each.atNanos < FRESH_NANOS;
    }

    private void fetch(final int giver) {
        if (!line.send(giver, EnrolmentLine.FETCH, EnrolmentState.BLANK, 0)) {
            return;
        }
        try {
            image = new ImageReceiver(config.directory());
            imageSession = 0;
            progressNanos = nowNanos;
            faults.note("fetches a copy of the database from member " + giver);
        } catch (final IOException failure) {
            faults.report("no copy of the database", failure, nowNanos);
        }
    }

    private void dropImage() {
        CloseHelper.quietClose(image);
        image = null;
    }

    @Override
    public void onMessage(
            final int kind, final int from, final EnrolmentState state, final long value) {
        if (kind == EnrolmentLine.ASK) {
            // With a log there may be a database, and without one there is none worth telling of.
            line.send(
                    from,
                    EnrolmentLine.TELL,
                    hasLog ? EnrolmentState.HOLDS : EnrolmentState.BLANK,
                    0);
        } else if (kind == EnrolmentLine.TELL) {
            told[from].state = state;
            told[from].logBegin = value;
            told[from].atNanos = nowNanos;
            told[from].heard = true;
        }
    }

    @Override
    public void onBytes(
            final int kind,
            final int session,
            final long value,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        final ImageReceiver present = image;
        if (present == null || (imageSession != 0 && session != imageSession)) {
            return;
        }
        imageSession = session;
        progressNanos = nowNanos;
        try {
            if (!take(present, kind, value, buffer, offset, length)) {
                faults.report("the copy of the database is not whole and begins again", nowNanos);
                dropImage();
            }
        } catch (final IOException failure) {
            faults.report("no copy of the database", failure, nowNanos);
            dropImage();
        }
    }

    private boolean take(
            final ImageReceiver present,
            final int kind,
            final long value,
            final DirectBuffer buffer,
            final int offset,
            final int length)
            throws IOException {
        final boolean fits =
                switch (kind) {
                    case EnrolmentLine.FILE -> present.begin(buffer, offset, length, value);
                    case EnrolmentLine.BYTES -> present.add(buffer, offset, length);
                    default -> present.end(value);
                };
        if (present.isComplete()) {
            faults.note("has a copy of the database: " + (present.received() >> 20) + " MiB");
            dropImage();
            over = true;
        }
        return fits;
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(image, line);
    }
}
