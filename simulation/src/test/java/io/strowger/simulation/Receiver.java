// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import io.strowger.replication.DesignatedReceiver;
import io.strowger.replication.DesignatedReceiverConfig;
import io.strowger.replication.MemoryStore;
import io.strowger.replication.Message.Role;
import io.strowger.replication.Replica;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** A designated receiver. */
final class Receiver extends Node {
    private static final long ANNOUNCE_NANOS = 100_000_000;

    private @Nullable DesignatedReceiver receiver;

    Receiver(
            final long id,
            final String name,
            final Schedule schedule,
            final Random chance,
            final Network network,
            final Ladder ladder,
            final Truth truth,
            final MemoryStore store) {
        super(id, name, schedule, chance, network, ladder, truth, store);
    }

    @Override
    protected Replica newReplica() {
        receiver =
                new DesignatedReceiver(
                        new DesignatedReceiverConfig(
                                config(Role.DESIGNATED_RECEIVER),
                                Loads.config(id()),
                                ANNOUNCE_NANOS),
                        store(),
                        store(),
                        sessions(),
                        (buffer, offset, length) -> network.publish(id(), buffer, offset, length),
                        watch());
        return receiver.replica();
    }

    DesignatedReceiver receiver() {
        if (receiver == null) {
            throw new IllegalStateException(name());
        }
        return receiver;
    }

    @Override
    protected void taken(final UnsafeBuffer frame, final int length) {
        receiver().onFrame(frame, 0, length, clock());
    }

    @Override
    protected void doWork() {
        receiver().doWork(clock());
    }
}
