// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.ListenPoint;
import io.strowger.configuration.StrowgerConfig;
import io.strowger.configuration.SwitchesConfig;
import io.strowger.location.client.LeaseClient;
import io.strowger.location.client.RemoteLocationServer;
import io.strowger.ping.Outside;
import io.strowger.ping.OutsideWatch;
import io.strowger.ping.PingFailure;
import io.strowger.switchboard.LeaseDoor;
import io.strowger.switchboard.StandbyParts;
import io.strowger.trunk.SwitchAddress;
import io.strowger.virtual.address.VirtualAddress;
import io.strowger.virtual.address.VirtualAddressConfig;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.agrona.CloseHelper;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * What a switch has because there is another one: the way to it, to the location server group and to the router's address.
 *
 * @param data of this process alone
 * @param watch of the outside, null when nothing is watched
 * @param parts for the switch, which is closed before all this
 */
record StandbySettings(
        DataDirectory data,
        RemoteLocationServer server,
        @Nullable OutsideWatch watch,
        StandbyParts parts)
        implements AutoCloseable {
    static StandbySettings open(StrowgerConfig config, CountersManager counters)
            throws CommandFailure {
        DataDirectory data = DataDirectory.take(config.data());
        RemoteLocationServer server = null;
        OutsideWatch watch = null;
        try {
            watch = outside(config.switches().outside());
            server = RemoteLocationServer.connect(ClusterSettings.remote(config), counters);
            LeaseClient client = server.connectLease(config.switches().member(), () -> {});
            SwitchAddress other = TrunkSettings.ofOther(config, counters);
            return new StandbySettings(
                    data,
                    server,
                    watch,
                    new StandbyParts(
                            other,
                            door(client),
                            addresses(config),
                            watch == null ? Outside.NOT_WATCHED : watch));
        } catch (IOException fault) {
            CloseHelper.quietCloseAll(server, watch, data);
            throw new CommandFailure("cannot use " + config.data() + ": " + fault.getMessage());
        } catch (CommandFailure | RuntimeException failure) {
            CloseHelper.quietCloseAll(server, watch, data);
            throw failure;
        }
    }

    private static @Nullable OutsideWatch outside(SwitchesConfig.OutsideConfig outside)
            throws CommandFailure {
        if (!outside.isSet()) {
            return null;
        }
        String by = Objects.requireNonNullElse(outside.networkInterface(), "");
        try {
            List<InetAddress> gateways = new ArrayList<>();
            for (InetAddress gateway : outside.addresses()) {
                gateways.add(by.isEmpty() ? gateway : scoped(gateway, by));
            }
            return OutsideWatch.open(gateways, by, System.nanoTime());
        } catch (PingFailure | IOException failure) {
            throw new CommandFailure("switches.outside: " + failure.getMessage());
        }
    }

    /** A link-local address means something on one link only (RFC 4007). */
    private static InetAddress scoped(InetAddress gateway, String by) throws IOException {
        NetworkInterface at =
                gateway instanceof Inet6Address && gateway.isLinkLocalAddress()
                        ? NetworkInterface.getByName(by)
                        : null;
        return at == null ? gateway : Inet6Address.getByAddress(null, gateway.getAddress(), at);
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
        CloseHelper.quietCloseAll(server, watch, data);
    }
}
