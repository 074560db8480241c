// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.RecordPosition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The round of a continuous reload (the source's figure 6): ranges of records are read once, in order, for all who lack
 * them. Whoever comes joins where the round is, and leaves when it has been sent everything. The round goes as fast as the
 * slowest, as long as nobody has to stand still for it. When somebody has, it waits as far as its patience goes, then goes
 * on without the slow one and comes back to what that one lacks. Patience grows by half of the time that passes without
 * such a wait, so one that is slow for long makes the others half as slow again at most.
 */
final class ReloadRound {
    private final long server;
    private final long mostPatience;
    private final LoadSource source;
    private final RecordChunkWriter records;
    private final List<LoadSession> ready = new ArrayList<>();
    private RecordPosition position = RecordPosition.START;
    private long sequence;
    private long readAt = LevelWatch.NEVER / 2;
    private long patience;
    private boolean isWaiting;
    private long waitingSince;

    /** Where chunks go. */
    @FunctionalInterface
    interface ChunkOutput {
        /** The first bytes of the chunk are to be sent; false when there is no way to that requester at present. */
        boolean send(long requester, RecordChunkWriter chunk, int length);
    }

    /** What became of a turn. */
    enum Turn {
        SENT,
        NOTHING_TO_SEND,
        NOT_SERVED
    }

    ReloadRound(final LoadServerConfig config, final LoadSource source) {
        server = config.id();
        mostPatience = config.waitNanos();
        patience = mostPatience;
        this.source = source;
        records = new RecordChunkWriter(config.recordsPerChunk());
    }

    /** Another database is served now. */
    void restart() {
        position = RecordPosition.START;
    }

    /** Reads the next range that somebody lacks, and sends it to all who lack it. */
    Turn send(
            final Collection<LoadSession> sessions,
            final long birthDate,
            final long term,
            final long now,
            final ChunkOutput output) {
        final RecordPosition next = next(sessions);
        if (next == null || !gather(sessions, next, now)) {
            return Turn.NOTHING_TO_SEND;
        }
        position = next;
        rest(now);
        records.begin(server, birthDate, term, sequence, position);
        final long readAtLevel = source.read(position, records);
        if (readAtLevel == LoadSource.NOT_SERVED) {
            return Turn.NOT_SERVED;
        }
        final int length = records.finish(readAtLevel);
        final RecordPosition to = records.to();
        for (final LoadSession session : ready) {
            if (output.send(session.requester(), records, length)) {
                session.sentRecords(position, to, sequence, now);
            } else {
                session.notReached();
            }
        }
        sequence++;
        position = to.equals(RecordPosition.END) ? RecordPosition.START : to;
        return Turn.SENT;
    }

    /** The next place at which one that keeps up lacks something; null when there is none. */
    private @Nullable RecordPosition next(final Collection<LoadSession> sessions) {
        final RecordPosition ahead = next(sessions, position);
        return ahead == null ? next(sessions, RecordPosition.START) : ahead;
    }

    private static @Nullable RecordPosition next(
            final Collection<LoadSession> sessions, final RecordPosition from) {
        RecordPosition first = null;
        for (final LoadSession session : sessions) {
            final RoundShare share = session.share();
            final RecordPosition lacking =
                    share == null || share.isBehind() ? null : share.nextLacking(from);
            if (lacking != null && (first == null || lacking.compareTo(first) < 0)) {
                first = lacking;
            }
        }
        return first;
    }

    /** A wait has ended, or there was none since the last range was read. */
    private void rest(final long now) {
        patience =
                isWaiting
                        ? Math.max(0, patience - (now - waitingSince))
                        : Math.min(mostPatience, patience + (now - readAt) / 2);
        isWaiting = false;
        readAt = now;
    }

    /** Finds who is to be sent what comes next; false while somebody is waited for. */
    private boolean gather(
            final Collection<LoadSession> sessions, final RecordPosition next, final long now) {
        boolean isComplete = true;
        boolean isHungry = false;
        ready.clear();
        for (final LoadSession session : sessions) {
            final RoundShare share = session.share();
            if (isDue(share, next)) {
                isComplete &= share.hasRoom();
                isHungry |= share.isHungry();
                if (share.hasRoom()) {
                    ready.add(session);
                }
            }
        }
        if (isComplete) {
            return true;
        }
        if (isHungry && !isWaiting) {
            isWaiting = true;
            waitingSince = now;
        }
        if (!isHungry || now - waitingSince < patience) {
            return false;
        }
        leaveBehind(sessions, next);
        return true;
    }

    private static boolean isDue(final @Nullable RoundShare share, final RecordPosition next) {
        return share != null && !share.isBehind() && next.equals(share.nextLacking(next));
    }

    private static void leaveBehind(
            final Collection<LoadSession> sessions, final RecordPosition next) {
        for (final LoadSession session : sessions) {
            final RoundShare share = session.share();
            if (isDue(share, next) && !share.hasRoom()) {
                share.leaveBehind();
            }
        }
    }
}
