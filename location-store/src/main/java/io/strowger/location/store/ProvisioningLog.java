// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.ProvisioningLogEntryEncoder;
import io.strowger.location.ProvisioningLogEntryView;
import java.util.concurrent.atomic.AtomicLongArray;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The ordered log of what each level changed, bounded by count, bytes and age. What a registered reader still needs is
 * not trimmed. Appended and trimmed by the writer's thread; protections come from any thread.
 */
final class ProvisioningLog {
    /** Readers that can be registered at a time. */
    static final int MAX_PROTECTIONS = 64;

    private static final long FREE = Long.MAX_VALUE;
    private static final long UNKNOWN = -1;
    private static final int MAX_TRIM = 2048;
    private static final int MAX_SLACK = 1024;

    /** The age is looked at every so many levels: trimming one entry at a time would write a page for each commit. */
    private static final int AGE_BEAT = 64;

    private final WriteTransaction transaction;
    private final int table;
    private final StoreConfig config;
    private final AtomicLongArray protections = new AtomicLongArray(MAX_PROTECTIONS);
    private final ProvisioningLogEntryView view = new ProvisioningLogEntryView();
    private final UnsafeBuffer entry = new UnsafeBuffer(0, 0);
    private long oldest = UNKNOWN;

    ProvisioningLog(final WriteTransaction transaction, final int table, final StoreConfig config) {
        this.transaction = transaction;
        this.table = table;
        this.config = config;
        for (int i = 0; i < MAX_PROTECTIONS; i++) {
            protections.set(i, FREE);
        }
    }

    void append(final ProvisioningLogEntryEncoder encoder, final StoredState state) {
        final int length = encoder.finish();
        transaction.append(table, state.level, length).putBytes(0, encoder.buffer(), 0, length);
        state.logBytes += length;
    }

    /** Appends the entry of the state's level as it came. */
    void append(final DirectBuffer bytes, final StoredState state) {
        final int length = bytes.capacity();
        transaction.append(table, state.level, length).putBytes(0, bytes, 0, length);
        state.logBytes += length;
    }

    /** Empties the log: what follows does not continue it. */
    void clear(final StoredState state) {
        transaction.clear(table);
        state.logBytes = 0;
        forget();
    }

    /** Finds the entry of a level, as the writer's transaction sees it; it is at the transaction's value. */
    boolean find(final long level) {
        return transaction.get(table, level) == LmdbCalls.SUCCESS;
    }

    /** Whether the entry of a level, read again from where it was stored, has its checksum and is that entry. */
    boolean isWritten(final StoredState state) {
        if (!find(state.level)) {
            return false;
        }
        final UnsafeBuffer value = transaction.value();
        return view.wrap(value, 0, value.capacity())
                && view.level() == state.level
                && view.birthDate() == state.birthDate;
    }

    /** Trims what is past a limit; a little more than needed, so that most commits trim nothing. */
    void trim(final StoredState state, final long nowMillis) {
        if (oldest == UNKNOWN) {
            if (!transaction.first(table)) {
                return;
            }
            oldest = transaction.key().getLong(0);
        }
        final boolean countPassed = state.level - oldest >= config.logEntries();
        final boolean bytesPassed = state.logBytes > config.logBytes();
        final boolean ageIsDue = state.level % AGE_BEAT == 0;
        if (!countPassed && !bytesPassed && !ageIsDue) {
            return;
        }
        final long entriesKept =
                config.logEntries() - Math.min(MAX_SLACK, config.logEntries() / 16);
        final long bytesKept = config.logBytes() - config.logBytes() / 16;
        final long bornKept = ageIsDue ? nowMillis - config.logAge().toMillis() : Long.MIN_VALUE;
        final long needed = lowestProtected();
        int trimmed = 0;
        while (trimmed < MAX_TRIM && oldest < state.level && oldest < needed && fetch(oldest)) {
            final boolean isPast =
                    (countPassed && state.level - oldest >= entriesKept)
                            || (bytesPassed && state.logBytes > bytesKept)
                            || view.committedAtMillis() < bornKept;
            if (!isPast) {
                return;
            }
            state.logBytes -= entry.capacity();
            transaction.delete(table, oldest);
            oldest++;
            trimmed++;
        }
    }

    /** An entry that is damaged is trimmed like any other, so its checksum is not asked for here. */
    private boolean fetch(final long level) {
        if (transaction.get(table, level) != LmdbCalls.SUCCESS) {
            return false;
        }
        final UnsafeBuffer value = transaction.value();
        entry.wrap(value, 0, value.capacity());
        view.wrap(value, 0, value.capacity());
        return true;
    }

    /** What the writer knew of the table no longer holds: its transaction was aborted. */
    void forget() {
        oldest = UNKNOWN;
    }

    private long lowestProtected() {
        long lowest = FREE;
        for (int i = 0; i < MAX_PROTECTIONS; i++) {
            lowest = Math.min(lowest, protections.get(i));
        }
        return lowest;
    }

    /** Null when all places are taken. */
    @Nullable LogProtection protectFrom(final long level) {
        for (int i = 0; i < MAX_PROTECTIONS; i++) {
            if (protections.compareAndSet(i, FREE, level)) {
                return new Protection(i);
            }
        }
        return null;
    }

    private final class Protection implements LogProtection {
        private final int place;
        private boolean closed;

        Protection(final int place) {
            this.place = place;
        }

        @Override
        public void advance(final long level) {
            if (!closed) {
                protections.set(place, level);
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                protections.set(place, FREE);
            }
        }
    }
}
