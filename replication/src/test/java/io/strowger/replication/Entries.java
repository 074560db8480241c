// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.ProvisioningLogEntryEncoder;
import io.strowger.location.RecordTable;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** Makes provisioning log entries for tests. */
public final class Entries {
    private final ProvisioningLogEntryEncoder encoder = new ProvisioningLogEntryEncoder();

    /** Begins an entry. */
    public Entries begin(final long birthDate, final long term, final long level) {
        encoder.begin(birthDate, term, level, 0);
        return this;
    }

    /** Sets a record, or deletes it when the value is empty. */
    public Entries set(final String key, final String value) {
        encoder.add(RecordTable.BINDING, bytes(key), bytes(value));
        return this;
    }

    /** The entry. */
    public byte[] end() {
        final byte[] entry = new byte[encoder.finish()];
        encoder.buffer().getBytes(0, entry);
        return entry;
    }

    private static UnsafeBuffer bytes(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
