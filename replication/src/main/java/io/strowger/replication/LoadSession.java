// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.RecordPosition;
import io.strowger.replication.Message.LoadKind;
import io.strowger.replication.Message.LoadRequest;
import org.jspecify.annotations.Nullable;

/** One load as its server sees it: how far it is, how much it may still be sent, and what of the log it needs. */
final class LoadSession {
    private static final int LEAST_CHUNKS = 2;

    private final long requester;
    private final LoadSource.Protection protection;
    private LoadKind kind = LoadKind.INCREMENTAL;
    private boolean granted;
    private long birthDate;
    private long heardAt;

    private long nextLevel;
    private int nextOffset;
    private int window;

    private boolean inRound;
    private @Nullable RecordPosition joinedAt;
    private boolean hasTurned;
    private long acknowledged;
    private int chunksUnderWay = LEAST_CHUNKS;
    private long progressedAt;

    LoadSession(final long requester, final LoadSource.Protection protection) {
        this.requester = requester;
        this.protection = protection;
    }

    /** The requester says what it wants next. */
    void continued(final LoadRequest request, final long sequence, final long now) {
        kind = request.kind();
        birthDate = request.birthDate();
        heardAt = now;
        if (kind == LoadKind.INCREMENTAL) {
            inRound = false;
            nextLevel = request.fromLevel();
            nextOffset = request.fromOffset();
            window = request.windowBytes();
            protection.advance(nextLevel);
            return;
        }
        chunksUnderWay = Math.max(LEAST_CHUNKS, request.windowBytes() / WireLimits.FRAME);
        progressedAt = now;
        if (request.receivedSequence() < 0) {
            inRound = true;
            joinedAt = null;
            acknowledged = sequence;
        } else {
            acknowledged = Math.max(acknowledged, request.receivedSequence() + 1);
        }
    }

    long requester() {
        return requester;
    }

    LoadKind kind() {
        return kind;
    }

    long birthDate() {
        return birthDate;
    }

    long heardAt() {
        return heardAt;
    }

    /** The requester has been told that it is served. */
    void granted() {
        granted = true;
    }

    boolean isGranted() {
        return granted;
    }

    boolean wantsEntries() {
        return granted && kind == LoadKind.INCREMENTAL && window > 0;
    }

    boolean hasWindow() {
        return window > 0;
    }

    long nextLevel() {
        return nextLevel;
    }

    int nextOffset() {
        return nextOffset;
    }

    /** So much of the next entry was sent. */
    void sent(final int bytes, final int entryLength) {
        nextOffset += bytes;
        window = Math.max(0, window - bytes);
        if (nextOffset == entryLength) {
            nextLevel++;
            nextOffset = 0;
        }
    }

    boolean isInRound() {
        return granted && inRound;
    }

    /** Whether the chunk of this number may be sent before the requester says more. */
    boolean hasCredit(final long sequence) {
        return sequence - acknowledged < chunksUnderWay;
    }

    boolean isStalled(final long now, final long stallNanos) {
        return now - progressedAt >= stallNanos;
    }

    /**
     * The round went from one place to another. Who joined at a place leaves when the round has come to it again; the
     * log records stay protected, because the entries since are still to be asked for.
     */
    void followed(final RecordPosition after, final RecordPosition to) {
        if (joinedAt == null) {
            joinedAt = after;
            hasTurned = false;
        }
        if (hasTurned && to.compareTo(joinedAt) >= 0) {
            inRound = false;
        }
        if (to.equals(RecordPosition.END)) {
            hasTurned = true;
            inRound &= joinedAt.compareTo(RecordPosition.START) > 0;
        }
    }

    void close() {
        protection.close();
    }
}
