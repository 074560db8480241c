// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.strowger.cluster.transport.SocketWatch;
import io.strowger.location.client.ChangeBell;
import io.strowger.location.client.LocationUpdateAgent;
import io.strowger.location.store.LocationStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What outlives the cluster member when it has to be launched anew. */
record LocationParts(
        LocationServerConfig config,
        LocationStore store,
        LocationUpdateAgent agent,
        ChangeBell doorbell,
        @Nullable SocketWatch watch,
        ServerState state,
        LocationServerCounters counters,
        FaultLog faults) {

    /** Whether no log has been begun in the directory. */
    boolean logIsNew() {
        final Path recordingLog = config.directory().resolve("cluster").resolve("recording.log");
        return !recordingLog.toFile().exists();
    }
}
