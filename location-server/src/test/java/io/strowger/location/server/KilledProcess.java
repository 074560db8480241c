// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static io.strowger.location.server.RunningServer.secret;

import io.strowger.location.client.LocationUpdates;
import io.strowger.location.client.UpdateOutcome;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.agrona.collections.Long2LongHashMap;

/** A process that commits changes and says so, until it is killed. */
final class KilledProcess {
    /** Records that are changed in turn. */
    static final int RECORDS = 50;

    private static final int UNDER_WAY = 40;

    private KilledProcess() {}

    /** Arguments: directory, first number. Record i % RECORDS gets the value i. */
    public static void main(final String[] arguments) {
        final Path directory = Path.of(arguments[0]);
        long number = Long.parseLong(arguments[1]);
        final RunningServer running = RunningServer.serving(directory);
        final LocationUpdates updates = running.server.connect(() -> {});
        final PrintStream out = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
        final Long2LongHashMap submitted = new Long2LongHashMap(-1);
        while (true) {
            final int delivered =
                    updates.poll(
                            (correlationId, outcome, level) -> {
                                final long acknowledged = submitted.remove(correlationId);
                                if (outcome == UpdateOutcome.COMMITTED) {
                                    out.println(acknowledged);
                                }
                            },
                            0);
            if (delivered > 0) {
                out.flush();
            }
            if (updates.pending() < UNDER_WAY) {
                final long id =
                        updates.submit(secret("k" + number % RECORDS, Long.toString(number)));
                submitted.put(id, number);
                number++;
            }
        }
    }
}
