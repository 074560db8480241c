// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.bus.BusDriver;
import io.strowger.bus.BusFailure;
import io.strowger.bus.Sessions;
import io.strowger.bus.SessionsConfig;
import io.strowger.bus.StreamRoute;
import io.strowger.cluster.transport.AeronDirectory;
import io.strowger.configuration.RegionConfig;
import io.strowger.configuration.ReplicationConfig;
import io.strowger.configuration.StrowgerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.status.CountersManager;

/** From the configuration to the ways by which updates and loads go. */
final class ReplicationWays {
    private static final String ANY = "0.0.0.0";
    private static final int MAX_SESSIONS = 64;
    private static final Duration SESSION_IDLE = Duration.ofSeconds(10);

    /** So many announcements are not lost one after the other while the way is good. */
    private static final int SILENT_BEATS = 10;

    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(1);

    private final StrowgerConfig config;
    private final ReplicationConfig replication;
    private final StreamSources members;

    ReplicationWays(StrowgerConfig config) {
        this.config = config;
        replication = config.replication();
        members = StreamSources.members(replication);
    }

    /** Whether there are members to be heard. */
    boolean isConfigured() {
        return replication.isSet();
    }

    BusDriver launch(CountersManager counters) throws CommandFailure {
        try {
            if (replication.isBySharedMemory()) {
                return BusDriver.share(replication.sharedDirectory(), counters);
            }
            Path directory = config.data().resolve("bus");
            Files.createDirectories(directory);
            return BusDriver.launch(
                    AeronDirectory.prepare(directory), counters, ClusterSettings.secrets(config));
        } catch (IOException | BusFailure failure) {
            throw new CommandFailure(String.valueOf(failure.getMessage()));
        }
    }

    /** The ways on which a member publishes. */
    List<StreamRoute> ofMember(int member) {
        return members.of(member);
    }

    /** The ways on which all members are heard. */
    List<StreamRoute> ofMembers() {
        return members.all();
    }

    /** The ways on which a node hears: from the receivers of its region, or above its own region, or from the members. */
    List<StreamRoute> ofNode() {
        RegionConfig region = replication.region();
        RegionConfig heard = region.isServed() ? replication.above() : region;
        return heard.isSet() ? StreamSources.receivers(heard).all() : members.all();
    }

    /** How long a way may be silent before it is opened anew. */
    Duration silence() {
        Duration beats = replication.beat().multipliedBy(SILENT_BEATS);
        return beats.compareTo(SHORTEST_SILENCE) > 0 ? beats : SHORTEST_SILENCE;
    }

    /** The ways on which a designated receiver publishes to its region. */
    List<StreamRoute> ofReceiver(int receiver) {
        return StreamSources.receivers(replication.region()).of(receiver);
    }

    /** Sessions of a member, with the others. */
    Sessions sessionsOfMember(BusDriver driver, int member, CountersManager counters) {
        return sessions(
                driver,
                replication.isBySharedMemory() ? List.of() : members.asked(member),
                members.locals(),
                ProcessIdentity.memberId(member),
                counters);
    }

    /** Sessions of a node with all who can load it; as a designated receiver it is asked itself, too. */
    Sessions sessionsOfNode(BusDriver driver, long id, CountersManager counters) {
        RegionConfig region = replication.region();
        Integer receiver = region.receiver();
        // Replies may come in from its region and from above it.
        return sessions(
                driver,
                receiver == null ? List.of() : StreamSources.receivers(region).asked(receiver),
                region.isSet() ? List.of(ANY) : members.locals(),
                id,
                counters);
    }

    private Sessions sessions(
            BusDriver driver,
            List<String> listen,
            List<String> local,
            long id,
            CountersManager counters) {
        boolean isShared = replication.isBySharedMemory();
        return new Sessions(
                driver,
                new SessionsConfig(
                        listen,
                        local,
                        isShared ? Map.of() : others(id),
                        isShared,
                        MAX_SESSIONS,
                        SESSION_IDLE),
                id,
                counters);
    }

    /** Where all others that may be asked are to be found. */
    private Map<Long, List<String>> others(long id) {
        Map<Long, List<String>> others = new HashMap<>(members.asked());
        for (RegionConfig region : List.of(replication.region(), replication.above())) {
            if (region.isSet()) {
                others.putAll(StreamSources.receivers(region).asked());
            }
        }
        others.remove(id);
        return others;
    }
}
