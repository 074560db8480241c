// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;

/** A process that takes some of the steps of an update, says so, and waits to be killed. */
final class KilledUpdate {
    private KilledUpdate() {}

    @SuppressWarnings("SystemOut")
    public static void main(final String[] arguments) throws StoreOpenFailure, IOException {
        final Path directory = Path.of(arguments[0]);
        final StoreFixture source = new StoreFixture(directory.resolve("source"));
        final ReplicaFixture replica = new ReplicaFixture(directory.resolve("replica"));
        final long level = replica.store.state().level() + 1;
        final DirectBuffer entry = source.store.loadReader().entry(level);
        final ReplicaWriter writer = replica.writer;
        final List<Supplier<ReplicaStep>> steps =
                List.of(
                        () -> writer.copyToLog(entry),
                        () -> writer.verifyLog(level),
                        writer::markIncoherent,
                        () -> writer.transfer(level),
                        writer::commit);
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            if (steps.get(i).get() != ReplicaStep.DONE) {
                throw new IllegalStateException("step " + i);
            }
        }
        System.out.println("here");
        System.out.flush();
        if (System.in.read() < 0) {
            throw new IllegalStateException("nobody kills this process");
        }
    }
}
