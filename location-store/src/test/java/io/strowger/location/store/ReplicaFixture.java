// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.RecordPosition;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/** An open replica, and how it is brought in step with its original. */
final class ReplicaFixture implements AutoCloseable {
    final LocationStore store;
    final ReplicaWriter writer;
    private long lastReadLevel;

    ReplicaFixture(final Path directory) throws StoreOpenFailure {
        this(directory, StoreFixture.CONFIG);
    }

    ReplicaFixture(final Path directory, final StoreConfig config) throws StoreOpenFailure {
        store = LocationStore.openReplica(directory, config, counters());
        writer = store.replicaWriter();
    }

    private static CountersManager counters() {
        return new CountersManager(
                new UnsafeBuffer(ByteBuffer.allocateDirect(64 * CountersReader.METADATA_LENGTH)),
                new UnsafeBuffer(ByteBuffer.allocateDirect(64 * CountersReader.COUNTER_LENGTH)));
    }

    /** Replaces the next range of so many records; gives where it ended. */
    RecordPosition reload(final LoadReader reader, final RecordPosition after, final int records) {
        final CopiedRecords copied = new CopiedRecords(records);
        lastReadLevel = reader.read(after, copied);
        assertThat(lastReadLevel).isNotNegative();
        final RecordPosition to = copied.isFull() ? copied.last() : RecordPosition.END;
        assertThat(writer.replaceRange(after, to, copied)).isEqualTo(ReplicaStep.DONE);
        return to;
    }

    /** The level that the last range was read at. */
    long lastReadLevel() {
        return lastReadLevel;
    }

    /** A reload of a source that does not change meanwhile. */
    void reloadWhole(final StoreFixture source) {
        assertThat(writer.beginReload(source.store.state().birthDate()))
                .isEqualTo(ReplicaStep.DONE);
        try (LoadReader reader = source.store.loadReader()) {
            RecordPosition at = RecordPosition.START;
            while (!at.equals(RecordPosition.END)) {
                at = reload(reader, at, 100);
            }
        }
        assertThat(writer.endRound(source.store.state().level())).isEqualTo(ReplicaStep.DONE);
        assertThat(writer.endReload()).isEqualTo(ReplicaStep.DONE);
    }

    /** Applies all entries that the source has and this replica has not, so many in a transaction. */
    void follow(final StoreFixture source, final int entriesPerCommit) {
        final long last = source.store.state().level();
        try (LoadReader reader = source.store.loadReader()) {
            for (long level = writer.state().level() + 1; level <= last; level++) {
                final DirectBuffer entry = reader.entry(level);
                assertThat(entry).as("entry %d", level).isNotNull();
                apply(entry, level);
                if (level % entriesPerCommit == 0 || level == last) {
                    assertThat(writer.commit()).isEqualTo(ReplicaStep.DONE);
                }
            }
        }
    }

    /** The steps of an entry up to the commit. */
    void apply(final DirectBuffer entry, final long level) {
        assertThat(writer.copyToLog(entry)).isEqualTo(ReplicaStep.DONE);
        assertThat(writer.verifyLog(level)).isEqualTo(ReplicaStep.DONE);
        assertThat(writer.markIncoherent()).isEqualTo(ReplicaStep.DONE);
        assertThat(writer.transfer(level)).isEqualTo(ReplicaStep.DONE);
    }

    void assertInStepWith(final StoreFixture source) {
        assertThat(store.state()).isEqualTo(source.store.state());
        assertThat(verify()).isEqualTo(new VerifyOutcome.Intact(store.state().recordCount()));
    }

    VerifyOutcome verify() {
        return store.verify((_, _, _) -> {});
    }

    @Override
    public void close() {
        store.close();
    }
}
