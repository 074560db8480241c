// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.RecordPosition;
import io.strowger.replication.Message.LoadKind;
import io.strowger.replication.Message.LoadRequest;
import org.jspecify.annotations.Nullable;

/** One load as its server sees it: how far it is, how much it may still be sent, and what of the log it needs. */
final class LoadSession {
    private final long requester;
    private final LoadSource.Protection protection;
    private LoadKind kind = LoadKind.INCREMENTAL;
    private boolean granted;
    private long birthDate;
    private long heardAt;

    private long nextLevel;
    private int nextOffset;
    private int window;

    private @Nullable RoundShare share;
    private long progressedAt;

    LoadSession(final long requester, final LoadSource.Protection protection) {
        this.requester = requester;
        this.protection = protection;
    }

    /** The requester says what it wants next. */
    void continued(final LoadRequest request, final long now) {
        kind = request.kind();
        birthDate = request.birthDate();
        heardAt = now;
        if (kind == LoadKind.INCREMENTAL) {
            share = null;
            nextLevel = request.fromLevel();
            nextOffset = request.fromOffset();
            window = request.windowBytes();
            protection.advance(nextLevel);
            return;
        }
        final RoundShare known = share;
        if (known == null || request.receivedSequence() < 0) {
            share = share(request);
            progressedAt = now;
        } else if (known.acknowledged(request.receivedSequence())) {
            progressedAt = now;
        } else if (known.isComplete()) {
            // It was sent everything and says the same once more: something did not arrive.
            share = share(request);
        }
    }

    private static RoundShare share(final LoadRequest request) {
        return new RoundShare(request.windowBytes(), request.lackingAfter(), request.lackingTo());
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

    /** There is no way to the requester at present: it is told again, before anything else, when there is. */
    void notReached() {
        granted = false;
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

    /** Its share of the round that it takes part in; null when it has all, or takes part in none. */
    @Nullable RoundShare share() {
        final RoundShare own = share;
        return !granted || own == null || own.isComplete() ? null : own;
    }

    /** Records of a range were sent to it. */
    void sentRecords(
            final RecordPosition after,
            final RecordPosition to,
            final long sequence,
            final long now) {
        final RoundShare own = share;
        if (own != null) {
            progressedAt = own.isAwaited() ? progressedAt : now;
            own.sent(after, to, sequence);
        }
    }

    /** Whether it says that it is there, and yet nothing arrives. The log records stay protected until then. */
    boolean isStalled(final long now, final long stallNanos) {
        final RoundShare own = share;
        return own != null && own.isAwaited() && now - progressedAt >= stallNanos;
    }

    void close() {
        protection.close();
    }
}
