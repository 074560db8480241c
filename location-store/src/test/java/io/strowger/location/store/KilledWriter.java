// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.RecordChange;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A process that writes batches and says each level on its output, until it is killed. */
final class KilledWriter {
    private KilledWriter() {}

    @SuppressWarnings("SystemOut")
    public static void main(final String[] arguments) throws StoreOpenFailure {
        final SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[1]));
        final PrintStream out = System.out;
        final StoreFixture fixture = new StoreFixture(Path.of(arguments[0]));
        while (true) {
            final long level = fixture.store.state().level() + 1;
            fixture.begin();
            for (int i = random.nextInt(20); i > 0; i--) {
                fixture.bind(
                        "u" + random.nextInt(500) + "@x",
                        RecordChange.ANY_LEVEL,
                        level * 10 + random.nextInt(50_000));
            }
            fixture.writer.expireDue(level * 10, 50);
            fixture.secret("level", RecordChange.ANY_LEVEL, Long.toString(level));
            fixture.commit();
            out.println(level);
        }
    }
}
