// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.bus.BusFailure;
import io.strowger.cluster.transport.AeronDirectory;
import io.strowger.configuration.HostPort;
import io.strowger.configuration.StrowgerConfig;
import io.strowger.configuration.SwitchesConfig;
import io.strowger.configuration.TrunkKind;
import io.strowger.trunk.NodeTrunk;
import io.strowger.trunk.SwitchAddress;
import io.strowger.trunk.SwitchTrunk;
import io.strowger.trunk.TrunkBus;
import io.strowger.trunk.TrunkNetwork;
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
        return new NodeTrunk(addresses(config, id, counters), points(config), process(), counters);
    }

    private static List<SwitchAddress> addresses(
            StrowgerConfig config, long nodeId, CountersManager counters) throws CommandFailure {
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
        List<SwitchAddress> addresses = new ArrayList<>();
        for (int i = 0; i < switches.members().size(); i++) {
            addresses.add(
                    SwitchAddress.over(
                            ProcessIdentity.switchId(i),
                            network(config, i, counters),
                            buffers(config.data().resolve("trunk" + i)),
                            nodeId));
        }
        return addresses;
    }

    /** Where a switch is reached. */
    private static TrunkNetwork network(StrowgerConfig config, int number, CountersManager counters)
            throws CommandFailure {
        return new TrunkNetwork(
                config.switches().addresses(number).stream().map(HostPort::toString).toList(),
                ClusterSettings.secrets(config),
                counters);
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
        TrunkNetwork network =
                switches.trunk() == TrunkKind.NETWORK
                        ? network(config, switches.member(), counters)
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
    static SwitchAddress ofOther(StrowgerConfig config, CountersManager counters)
            throws CommandFailure {
        SwitchesConfig switches = config.switches();
        long own = ProcessIdentity.switchId(switches.member());
        int other = 1 - switches.member();
        long id = ProcessIdentity.switchId(other);
        return switches.trunk() == TrunkKind.SHARED_MEMORY
                ? SwitchAddress.onThisHost(id, directory(switches, other), own)
                : SwitchAddress.over(
                        id,
                        network(config, other, counters),
                        buffers(config.data().resolve("link213")),
                        own);
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
