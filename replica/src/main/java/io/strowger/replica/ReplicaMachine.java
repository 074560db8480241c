// SPDX-License-Identifier: Apache-2.0
package io.strowger.replica;

import io.strowger.location.DatabaseState;
import io.strowger.replication.DesignatedReceiver;
import io.strowger.replication.Replica;
import io.strowger.replication.ReplicationCounters;
import java.util.List;
import org.agrona.DirectBuffer;

/** The machine that keeps a replica in step: by itself, or as the designated receiver of a region. One thread. */
sealed interface ReplicaMachine extends AutoCloseable {
    void onFrame(DirectBuffer buffer, int offset, int length, long nowNanos);

    int doWork(long nowNanos);

    Replica replica();

    List<ReplicationCounters> counters();

    /** Whether others are being loaded from it. */
    boolean isServing();

    /** What those below have reported. */
    ReportedReplicas reported(DatabaseState state);

    @Override
    void close();

    /** Nobody is below it. */
    record Alone(Replica replica) implements ReplicaMachine {
        @Override
        public void onFrame(
                final DirectBuffer buffer,
                final int offset,
                final int length,
                final long nowNanos) {
            replica.onFrame(buffer, offset, length, nowNanos);
        }

        @Override
        public int doWork(final long nowNanos) {
            return replica.doWork(nowNanos);
        }

        @Override
        public List<ReplicationCounters> counters() {
            return List.of(replica.counters());
        }

        @Override
        public boolean isServing() {
            return false;
        }

        @Override
        public ReportedReplicas reported(final DatabaseState state) {
            return ReportedReplicas.NONE;
        }

        @Override
        public void close() {
            // The store is closed by whoever opened it.
        }
    }

    /**
     * It passes on, serves and reports for a region.
     *
     * @param source what it serves loads from
     */
    record Receiving(DesignatedReceiver receiver, StoredLoads source) implements ReplicaMachine {
        @Override
        public void onFrame(
                final DirectBuffer buffer,
                final int offset,
                final int length,
                final long nowNanos) {
            receiver.onFrame(buffer, offset, length, nowNanos);
        }

        @Override
        public int doWork(final long nowNanos) {
            return receiver.doWork(nowNanos);
        }

        @Override
        public Replica replica() {
            return receiver.replica();
        }

        @Override
        public List<ReplicationCounters> counters() {
            return List.of(
                    receiver.counters(),
                    receiver.replica().counters(),
                    receiver.loads().counters());
        }

        @Override
        public boolean isServing() {
            return receiver.loads().requesters() > 0;
        }

        @Override
        public ReportedReplicas reported(final DatabaseState state) {
            return ReportedReplicas.of(state, receiver.region());
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
