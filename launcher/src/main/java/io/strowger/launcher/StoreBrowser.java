// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.location.DatabaseState;
import io.strowger.location.Limits;
import io.strowger.location.RecordTable;
import io.strowger.location.store.LocationStore;
import io.strowger.management.DatabaseCopy;
import io.strowger.management.LocationBrowser;
import io.strowger.management.StoredRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Shows operators the store of this process. */
final class StoreBrowser implements LocationBrowser {
    private final LocationStore store;
    private final Path data;
    private final long reserveBytes;

    /**
     * Shows a store.
     *
     * @param data directory where copies are made
     * @param reserveBytes free space that they have to leave
     */
    StoreBrowser(LocationStore store, Path data, long reserveBytes) {
        this.store = store;
        this.data = data;
        this.reserveBytes = reserveBytes;
    }

    @Override
    public DatabaseState state() {
        return store.state();
    }

    @Override
    public @Nullable StoredRecord get(RecordTable table, byte[] key) {
        List<StoredRecord> found = list(table, before(key), 1);
        return !found.isEmpty() && Arrays.equals(found.getFirst().key(), key)
                ? found.getFirst()
                : null;
    }

    /** The greatest key below this one: listing what comes after it begins with the key itself. */
    static byte[] before(byte[] key) {
        int last = key.length - 1;
        if (key[last] == 0) {
            return Arrays.copyOf(key, last);
        }
        byte[] before = Arrays.copyOf(key, Limits.KEY);
        before[last]--;
        Arrays.fill(before, key.length, before.length, (byte) 0xff);
        return before;
    }

    @Override
    public List<StoredRecord> list(RecordTable table, byte @Nullable [] after, int limit) {
        List<StoredRecord> records = new ArrayList<>();
        store.list(
                table,
                after == null ? new byte[0] : after,
                limit,
                (key, level, value) ->
                        records.add(new StoredRecord(copy(key), copy(value), level)));
        return records;
    }

    @Override
    public DatabaseCopy copy() throws IOException, InterruptedException {
        return BackupFile.of(store, data, reserveBytes);
    }

    private static byte[] copy(DirectBuffer buffer) {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return bytes;
    }
}
