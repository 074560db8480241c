// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.RecordTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.status.AtomicCounter;

/** Counts damaged records, and says so once: the same record may be looked up thousands of times. Any thread. */
final class DamageReport {
    private static final System.Logger LOGGER = System.getLogger("strowger.location-store");

    private final Path directory;
    private final AtomicCounter counter;
    private final AtomicBoolean isLogged = new AtomicBoolean();

    DamageReport(final Path directory, final AtomicCounter counter) {
        this.directory = directory;
        this.counter = counter;
    }

    void found(
            final RecordTable table, final DirectBuffer key, final int offset, final int length) {
        counter.increment();
        if (isLogged.compareAndSet(false, true)) {
            final byte[] bytes = new byte[length];
            key.getBytes(offset, bytes);
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    "location database in {0}: record {1} {2} is damaged (checksum) and not served; verify the"
                            + " database and restore it from a backup or another member",
                    directory,
                    table,
                    new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
