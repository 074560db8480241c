// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.cluster.transport.ClusterSecret;
import io.strowger.configuration.StrowgerConfig;
import io.strowger.location.client.MemberAddress;
import io.strowger.location.server.GroupConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** From the configuration to what the cluster's parts want to know. */
final class ClusterSettings {
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
        return new GroupConfig(members, secret(config), soleSurvivor);
    }

    private static List<MemberAddress> members(StrowgerConfig config) {
        return config.location().group().members().stream()
                .map(member -> new MemberAddress(member.host(), member.port()))
                .toList();
    }

    private static ClusterSecret secret(StrowgerConfig config) throws CommandFailure {
        Path file = config.cluster().secretFile();
        if (file == null) {
            throw new CommandFailure(2, List.of("cluster.secret-file is not set"));
        }
        try {
            return ClusterSecret.read(file);
        } catch (IOException fault) {
            throw new CommandFailure(
                    2, List.of("cluster.secret-file cannot be used: " + fault.getMessage()));
        }
    }
}
