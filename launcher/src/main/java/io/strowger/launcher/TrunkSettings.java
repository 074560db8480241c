// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.bus.BusFailure;
import io.strowger.cluster.transport.AeronDirectory;
import io.strowger.cluster.transport.ClusterSecrets;
import io.strowger.configuration.HostPort;
import io.strowger.configuration.StrowgerConfig;
import io.strowger.configuration.SwitchesConfig;
import io.strowger.configuration.TrunkKind;
import io.strowger.trunk.NodeTrunk;
import io.strowger.trunk.SwitchAddress;
import io.strowger.trunk.SwitchTrunk;
import io.strowger.trunk.TrunkBus;
import io.strowger.trunk.TrunkPoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.status.CountersManager;

/** From the configuration to the ends of the trunk. */
final class TrunkSettings {
    private TrunkSettings() {}

    /** The end of a node, with a way to each switch. */
    static NodeTrunk ofNode(StrowgerConfig config, CountersManager counters) throws CommandFailure {
        long id = ProcessIdentity.ofNode(config).id();
        return new NodeTrunk(addresses(config, id), points(config), process(), counters);
    }

    private static List<SwitchAddress> addresses(StrowgerConfig config, long nodeId)
            throws CommandFailure {
        SwitchesConfig switches = config.switches();
        if (switches.trunk() == TrunkKind.SHARED_MEMORY) {
            List<SwitchAddress> addresses = new ArrayList<>();
            for (int i = 0; i < Math.max(1, switches.members().size()); i++) {
                addresses.add(
                        SwitchAddress.onThisHost(
                                ProcessIdentity.switchId(i), directory(switches, i), nodeId));
            }
            return addresses;
        }
        ClusterSecrets secrets = ClusterSettings.secrets(config);
        List<SwitchAddress> addresses = new ArrayList<>();
        for (int i = 0; i < switches.members().size(); i++) {
            HostPort member = switches.members().get(i);
            addresses.add(
                    SwitchAddress.over(
                            ProcessIdentity.switchId(i),
                            member.toString(),
                            buffers(config.data().resolve("trunk" + i)),
                            nodeId,
                            secrets));
        }
        return addresses;
    }

    private static Path buffers(Path data) throws CommandFailure {
        try {
            Files.createDirectories(data);
            return AeronDirectory.prepare(data);
        } catch (IOException fault) {
            throw new CommandFailure("cannot use " + data + ": " + fault.getMessage());
        }
    }

    /** The end of a switch. */
    static SwitchTrunk ofSwitch(StrowgerConfig config, CountersManager counters)
            throws CommandFailure {
        SwitchesConfig switches = config.switches();
        Path directory = directory(switches, switches.member());
        TrunkBus.SwitchNetwork network =
                switches.trunk() == TrunkKind.NETWORK
                        ? new TrunkBus.SwitchNetwork(
                                switches.members().get(switches.member()).toString(),
                                ClusterSettings.secrets(config))
                        : null;
        try {
            return new SwitchTrunk(
                    TrunkBus.ofSwitch(
                            directory,
                            network,
                            ProcessIdentity.switchId(switches.member()),
                            // The other switch comes as nodes do.
                            switches.maxNodes() + 1),
                    directory,
                    points(config),
                    process(),
                    switches.maxNodes(),
                    counters);
        } catch (BusFailure failure) {
            throw new CommandFailure(String.valueOf(failure.getMessage()));
        }
    }

    /** The way of one of two switches to the other one: link 213. */
    static SwitchAddress ofOther(StrowgerConfig config) throws CommandFailure {
        SwitchesConfig switches = config.switches();
        long own = ProcessIdentity.switchId(switches.member());
        int other = 1 - switches.member();
        long id = ProcessIdentity.switchId(other);
        return switches.trunk() == TrunkKind.SHARED_MEMORY
                ? SwitchAddress.onThisHost(id, directory(switches, other), own)
                : SwitchAddress.over(
                        id,
                        switches.members().get(other).toString(),
                        buffers(config.data().resolve("link213")),
                        own,
                        ClusterSettings.secrets(config));
    }

    private static Path directory(SwitchesConfig switches, int member) {
        return switches.sharedDirectory().resolve("switch" + member);
    }

    private static TrunkPoints points(StrowgerConfig config) {
        return TrunkPoints.of(config.sip().listen().stream().map(Object::toString).toList());
    }

    /** A random number, not 0. */
    static long process() {
        return new SecureRandom().nextLong(1, Long.MAX_VALUE);
    }
}
