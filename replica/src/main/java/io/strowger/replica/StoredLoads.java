// SPDX-License-Identifier: Apache-2.0
package io.strowger.replica;

import io.strowger.location.DatabaseState;
import io.strowger.location.RecordPosition;
import io.strowger.location.store.LoadReader;
import io.strowger.location.store.LocationStore;
import io.strowger.location.store.LogProtection;
import io.strowger.replication.LoadSource;
import java.util.HashSet;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** The location database on disk, as loads are served from it. One thread. */
final class StoredLoads implements LoadSource, AutoCloseable {
    private final LocationStore store;
    private final LoadReader reader;
    private final Set<LogProtection> protections = new HashSet<>();

    StoredLoads(final LocationStore store) {
        this.store = store;
        reader = store.loadReader();
    }

    @Override
    public DatabaseState state() {
        return store.state();
    }

    @Override
    public long oldestLoggedLevel() {
        return reader.oldestLoggedLevel();
    }

    @Override
    public @Nullable DirectBuffer entry(final long level) {
        return reader.entry(level);
    }

    @Override
    public @Nullable Protection protectFrom(final long level) {
        final LogProtection protection = store.protectFrom(level);
        if (protection == null) {
            return null;
        }
        protections.add(protection);
        return new Protected(protection);
    }

    @Override
    public long read(final RecordPosition after, final RecordSink sink) {
        final long level = reader.read(after, sink::take);
        return level == LoadReader.NOT_SERVED ? NOT_SERVED : level;
    }

    @Override
    public void close() {
        // Loads that were under way end with their agent, the store goes on.
        protections.forEach(LogProtection::close);
        protections.clear();
        reader.close();
    }

    private final class Protected implements Protection {
        private final LogProtection protection;

        Protected(final LogProtection protection) {
            this.protection = protection;
        }

        @Override
        public void advance(final long level) {
            protection.advance(level);
        }

        @Override
        public void close() {
            protection.close();
            protections.remove(protection);
        }
    }
}
