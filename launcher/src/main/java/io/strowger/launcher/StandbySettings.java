// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.ListenPoint;
import io.strowger.configuration.StrowgerConfig;
import io.strowger.configuration.SwitchesConfig;
import io.strowger.location.client.LeaseClient;
import io.strowger.location.client.RemoteLocationServer;
import io.strowger.switchboard.LeaseDoor;
import io.strowger.switchboard.StandbyParts;
import io.strowger.trunk.SwitchAddress;
import io.strowger.virtual.address.VirtualAddress;
import io.strowger.virtual.address.VirtualAddressConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.agrona.CloseHelper;
import org.agrona.concurrent.status.CountersManager;

/**
 * What a switch has because there is another one: the way to it, to the location server group and to the router's address.
 *
 * @param data of this process alone
 * @param outside its way to the phones
 * @param parts for the switch, which is closed before all this
 */
record StandbySettings(
        DataDirectory data,
        RemoteLocationServer server,
        OutsideSettings outside,
        StandbyParts parts)
        implements AutoCloseable {
    static StandbySettings open(StrowgerConfig config, CountersManager counters)
            throws CommandFailure {
        DataDirectory data = DataDirectory.take(config.data());
        RemoteLocationServer server = null;
        OutsideSettings outside = null;
        try {
            outside = OutsideSettings.open(config.switches().outside());
            server = RemoteLocationServer.connect(ClusterSettings.remote(config), counters);
            LeaseClient client = server.connectLease(config.switches().member(), () -> {});
            SwitchAddress other = TrunkSettings.ofOther(config, counters);
            return new StandbySettings(
                    data,
                    server,
                    outside,
                    new StandbyParts(other, door(client), addresses(config), outside.outside()));
        } catch (IOException fault) {
            CloseHelper.quietCloseAll(server, outside, data);
            throw new CommandFailure("cannot use " + config.data() + ": " + fault.getMessage());
        } catch (CommandFailure | RuntimeException failure) {
            CloseHelper.quietCloseAll(server, outside, data);
            throw failure;
        }
    }

    /** The thread of the switch looks for answers in each turn, so nobody wakes it. */
    private static LeaseDoor door(LeaseClient client) {
        return new LeaseDoor() {
            @Override
            public void request(long number, long heldTerm, long lengthMillis) {
                client.request(number, heldTerm, lengthMillis);
            }

            @Override
            public void release(long heldTerm) {
                client.release(heldTerm);
            }

            @Override
            public void poll(Answers to) {
                client.poll(to::onAnswer);
            }
        };
    }

    /** Each with a whole prefix: the route to its network is not this program's business. */
    private static List<VirtualAddress> addresses(StrowgerConfig config) {
        SwitchesConfig.AddressConfig moved = config.switches().address();
        if (!moved.isSet()) {
            return List.of();
        }
        return config.sip().listen().stream()
                .map(ListenPoint::endpoint)
                .map(endpoint -> endpoint.address())
                .distinct()
                .map(address -> VirtualAddress.launch(config(moved, address)))
                .toList();
    }

    private static VirtualAddressConfig config(
            SwitchesConfig.AddressConfig moved, InetAddress address) {
        return new VirtualAddressConfig(
                address,
                address.getAddress().length * Byte.SIZE,
                Objects.requireNonNullElse(moved.networkInterface(), ""),
                moved.command());
    }

    /** Whether the group that gives the lease is reached. */
    boolean isReached() {
        return server.isConnected();
    }

    @Override
    public void close() {
        parts.addresses().forEach(CloseHelper::quietClose);
        CloseHelper.quietCloseAll(server, outside, data);
    }
}
