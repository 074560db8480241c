// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.bus.BusDriver;
import io.strowger.bus.BusFailure;
import io.strowger.bus.Sessions;
import io.strowger.bus.SessionsConfig;
import io.strowger.bus.StreamRoute;
import io.strowger.cluster.transport.AeronDirectory;
import io.strowger.configuration.Endpoint;
import io.strowger.configuration.HostPort;
import io.strowger.configuration.ReplicationConfig;
import io.strowger.configuration.StreamKind;
import io.strowger.configuration.StrowgerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/** From the configuration to the ways by which updates and loads go. */
final class ReplicationWays {
    private static final String ANY = "0.0.0.0";
    private static final int HOPS = 8;
    private static final int MAX_SESSIONS = 64;
    private static final Duration SESSION_IDLE = Duration.ofSeconds(10);

    private final StrowgerConfig config;
    private final ReplicationConfig replication;

    ReplicationWays(StrowgerConfig config) {
        this.config = config;
        replication = config.replication();
    }

    /** Whether there are members to be heard. */
    boolean isConfigured() {
        return !replication.members().isEmpty();
    }

    BusDriver launch(CountersManager counters) throws CommandFailure {
        try {
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
        return replication.stream() == StreamKind.MULTICAST
                ? multicast()
                : unicast(List.of(member));
    }

    /** The ways on which all members are heard. */
    List<StreamRoute> ofAll() {
        List<Integer> members = new ArrayList<>();
        for (int i = 0; i < replication.members().size(); i++) {
            members.add(i);
        }
        return replication.stream() == StreamKind.MULTICAST ? multicast() : unicast(members);
    }

    private List<StreamRoute> multicast() {
        List<StreamRoute> routes = new ArrayList<>();
        for (int i = 0; i < replication.groups().size(); i++) {
            Endpoint group = replication.groups().get(i);
            routes.add(
                    new StreamRoute.Multicast(
                            group.toString(), replication.interfaces().get(i), HOPS));
        }
        return routes;
    }

    private List<StreamRoute> unicast(List<Integer> members) {
        List<StreamRoute> routes = new ArrayList<>();
        for (int member : members) {
            routes.add(
                    new StreamRoute.Unicast(
                            replication.members().get(member).toString(), local(0)));
            if (!replication.membersB().isEmpty()) {
                routes.add(
                        new StreamRoute.Unicast(
                                replication.membersB().get(member).toString(), local(1)));
            }
        }
        return routes;
    }

    private String local(int network) {
        return network < replication.interfaces().size()
                ? replication.interfaces().get(network)
                : ANY;
    }

    /**
     * Sessions with the members.
     *
     * @param member this one, which can itself be asked; null for a node
     * @param id of this process
     */
    Sessions sessions(
            BusDriver driver, @Nullable Integer member, long id, CountersManager counters) {
        Map<Long, String> others = new HashMap<>();
        for (int i = 0; i < replication.members().size(); i++) {
            if (member == null || member != i) {
                others.put(ProcessIdentity.memberId(i), asked(i));
            }
        }
        return new Sessions(
                driver,
                new SessionsConfig(
                        member == null ? null : asked(member),
                        local(0),
                        others,
                        false,
                        MAX_SESSIONS,
                        SESSION_IDLE),
                id,
                counters);
    }

    private String asked(int member) {
        HostPort stream = replication.members().get(member);
        return new HostPort(stream.host(), stream.port() + 1).toString();
    }
}
