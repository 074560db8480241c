// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.aeron.cluster.service.ClientSession;
import io.strowger.lease.LeaseRegister;
import io.strowger.location.client.LeaseFrame;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The lease of the active switch as log entries change it. It is not in the database, so it is built up again from the
 * snapshot and every entry behind it.
 */
final class LeaseEntries {
    private final LeaseRegister register = new LeaseRegister();
    private final LeaseFrame frame = new LeaseFrame();
    private final LocationServerCounters counters;

    LeaseEntries(final LocationServerCounters counters) {
        this.counters = counters;
    }

    LeaseRegister register() {
        return register;
    }

    void restore(final LocationSnapshot snapshot) {
        snapshot.restore(register);
        counters.leaseTerm.setRelease(register.term());
    }

    /** Cluster time is another one from now on. */
    void onNewLeader(final long clusterMillis) {
        register.onNewLeader(clusterMillis);
    }

    /**
     * Applies an entry.
     *
     * @param session who is to be answered, null in a replay
     * @return false when the entry is not about the lease
     */
    boolean apply(
            final @Nullable ClientSession session,
            final long clusterMillis,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        if (!frame.read(buffer, offset, length) || frame.kind() == LeaseFrame.ANSWER) {
            return false;
        }
        if (frame.kind() == LeaseFrame.RELEASE) {
            register.release(frame.switchNumber(), frame.term());
            return true;
        }
        final long term =
                register.request(
                        frame.switchNumber(), frame.term(), frame.lengthMillis(), clusterMillis);
        counters.leaseTerm.setRelease(register.term());
        if (session != null) {
            frame.answer(term);
            // Once: who gets no answer asks again before it would matter.
            session.offer(frame.buffer(), 0, frame.length());
        }
        return true;
    }
}
