// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import io.strowger.replication.LoadServerConfig;

/** Load servers of the simulation: chunks are small, because databases are. */
final class Loads {
    private static final int RECORDS_PER_CHUNK = 8;

    private Loads() {}

    static LoadServerConfig config(final long id) {
        final LoadServerConfig usual = LoadServerConfig.standard(id);
        return new LoadServerConfig(
                id,
                usual.requesters(),
                usual.bytesPerSecond(),
                usual.chunksPerTurn(),
                RECORDS_PER_CHUNK,
                usual.waitNanos(),
                usual.stallNanos(),
                usual.silenceNanos());
    }
}
