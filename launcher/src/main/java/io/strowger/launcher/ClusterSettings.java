// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.cluster.transport.ClusterSecret;
import io.strowger.cluster.transport.ClusterSecrets;
import io.strowger.cluster.transport.OwnAddress;
import io.strowger.configuration.HostPort;
import io.strowger.configuration.LocationLogConfig;
import io.strowger.configuration.StrowgerConfig;
import io.strowger.location.client.MemberAddress;
import io.strowger.location.client.RemoteConfig;
import io.strowger.location.server.GroupConfig;
import io.strowger.location.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** From the configuration to what the cluster's parts want to know. */
final class ClusterSettings {
    /** Changes of a node without an outcome. */
    private static final int PENDING = 16 * 1024;

    /** Address space, not memory: the most that a database may grow to. */
    private static final long MAP_BYTES = 64L << 30;

    private ClusterSettings() {}

    static GroupConfig group(StrowgerConfig config, boolean soleSurvivor) throws CommandFailure {
        List<MemberAddress> members = members(config);
        if (members.isEmpty()) {
            throw new CommandFailure(
                    2,
                    List.of(
                            "location.members is not set: 'strowger location' is a member of a location"
                                    + " server, 'strowger run' has one of its own"));
        }
        return new GroupConfig(members, secrets(config), soleSurvivor);
    }

    /** How a node reaches the location server with its changes. */
    static RemoteConfig remote(StrowgerConfig config) throws CommandFailure {
        String host = config.location().group().replyHost();
        return new RemoteConfig(
                members(config),
                host == null ? replyHost(config) : host,
                config.data().resolve("client"),
                secrets(config),
                config.location().group().updateTimeout(),
                config.location().commitInterval(),
                PENDING);
    }

    /** The address by which this host goes to the first member that it can tell. */
    private static String replyHost(StrowgerConfig config) throws CommandFailure {
        HostPort member = config.location().group().members().getFirst();
        try {
            return OwnAddress.towards(member.host());
        } catch (IOException unknown) {
            throw new CommandFailure(
                    2,
                    List.of(
                            "cannot tell by which address "
                                    + member.host()
                                    + " sees this host ("
                                    + unknown.getMessage()
                                    + "): set location.reply-host"));
        }
    }

    /**
     * Of the database beside a location server and of a replica. No commit is forced to disk: what is lost with the
     * machine is replayed from the location server's log, or loaded.
     */
    static StoreConfig store(LocationLogConfig log) {
        return new StoreConfig(
                MAP_BYTES, log.maxEntries(), log.maxBytes().bytes(), log.maxAge(), false);
    }

    private static List<MemberAddress> members(StrowgerConfig config) {
        return config.location().group().members().stream()
                .map(member -> new MemberAddress(member.host(), member.port()))
                .toList();
    }

    /** With what the cluster seals, and what it opens while its secret is being changed. */
    static ClusterSecrets secrets(StrowgerConfig config) throws CommandFailure {
        List<ClusterSecret> secrets = new ArrayList<>();
        secrets.add(secret(config));
        for (Path other : config.cluster().otherSecretFiles()) {
            secrets.add(secret("cluster.other-secret-files", other));
        }
        return new ClusterSecrets(secrets);
    }

    /** The secret that the cluster seals with. */
    static ClusterSecret secret(StrowgerConfig config) throws CommandFailure {
        Path file = config.cluster().secretFile();
        if (file == null) {
            throw new CommandFailure(2, List.of("cluster.secret-file is not set"));
        }
        return secret("cluster.secret-file", file);
    }

    private static ClusterSecret secret(String key, Path file) throws CommandFailure {
        try {
            return ClusterSecret.read(file);
        } catch (IOException fault) {
            throw new CommandFailure(2, List.of(key + " cannot be used: " + fault.getMessage()));
        }
    }
}
