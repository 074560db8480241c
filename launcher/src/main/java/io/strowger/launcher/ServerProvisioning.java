// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.location.RecordChange;
import io.strowger.location.client.BlockingLocationUpdates;
import io.strowger.location.client.PendingUpdate;
import io.strowger.management.Provisioning;
import io.strowger.management.ProvisioningOutcome;
import io.strowger.management.RequestedChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/** Takes operators' changes to the location server by the same door as registrations. */
final class ServerProvisioning implements Provisioning {
    private static final long ROOM_LIMIT_MILLIS = 10_000;

    private final BlockingLocationUpdates updates;

    ServerProvisioning(BlockingLocationUpdates updates) {
        this.updates = updates;
    }

    @Override
    public Pending submit(List<RequestedChange> changes) {
        List<PendingUpdate> pending = new ArrayList<>(changes.size());
        RecordChange change = new RecordChange();
        boolean room = true;
        for (RequestedChange requested : changes) {
            change.reset(requested.table())
                    .key(requested.key())
                    .value(new UnsafeBuffer(requested.value()), 0, requested.value().length)
                    .expectedLevel(requested.expectedLevel());
            // Without room nothing more is tried: what comes later must not overtake.
            room = room && updates.awaitRoom(ROOM_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
            if (room) {
                pending.add(updates.submit(change));
            }
        }
        int unsubmitted = changes.size() - pending.size();
        return limit -> outcomes(pending, unsubmitted, limit);
    }

    private static List<ProvisioningOutcome> outcomes(
            List<PendingUpdate> pending, int unsubmitted, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        List<ProvisioningOutcome> outcomes = new ArrayList<>(pending.size() + unsubmitted);
        for (PendingUpdate update : pending) {
            long left = Math.max(0, deadline - System.nanoTime());
            outcomes.add(outcome(update, left));
        }
        for (int i = 0; i < unsubmitted; i++) {
            outcomes.add(new ProvisioningOutcome.Unavailable("the location server is overloaded"));
        }
        return outcomes;
    }

    private static ProvisioningOutcome outcome(PendingUpdate update, long leftNanos) {
        return switch (update.await(leftNanos, TimeUnit.NANOSECONDS)) {
            case COMMITTED, UNCHANGED -> new ProvisioningOutcome.Committed(update.level());
            case CONFLICT -> new ProvisioningOutcome.Conflict(update.level());
            case REFUSED ->
                    new ProvisioningOutcome.Refused(
                            "not accepted: too large, malformed, or a range that overlaps another");
            case DISK_FULL ->
                    new ProvisioningOutcome.Unavailable("the disk has less than its reserve free");
            case UNAVAILABLE ->
                    new ProvisioningOutcome.Unavailable("no answer from the location server");
        };
    }
}
