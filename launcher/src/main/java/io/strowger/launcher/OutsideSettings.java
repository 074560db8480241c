// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.SwitchesConfig.OutsideConfig;
import io.strowger.gateway.route.GatewayRoute;
import io.strowger.ping.GatewayUse;
import io.strowger.ping.Outside;
import io.strowger.ping.OutsideWatch;
import io.strowger.ping.PingFailure;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/**
 * The way outside of a switch: watched, and where that is asked for the default route of the host goes by the first gateway
 * that answers.
 *
 * @param watch null when nothing is watched
 * @param route null when it is not this program's business
 */
record OutsideSettings(@Nullable OutsideWatch watch, @Nullable GatewayRoute route)
        implements AutoCloseable {
    static OutsideSettings open(OutsideConfig config) throws CommandFailure {
        if (!config.isSet()) {
            return new OutsideSettings(null, null);
        }
        String by = Objects.requireNonNullElse(config.networkInterface(), "");
        long now = System.nanoTime();
        GatewayRoute route = null;
        try {
            List<InetAddress> gateways = new ArrayList<>();
            for (InetAddress gateway : config.addresses()) {
                gateways.add(by.isEmpty() ? gateway : scoped(gateway, by));
            }
            route = config.defaultRoute() ? GatewayRoute.launch(gateways, by, now) : null;
            GatewayUse use = route == null ? GatewayUse.NONE : new AsRoute(route);
            return new OutsideSettings(OutsideWatch.open(gateways, by, use, now), route);
        } catch (PingFailure | IOException failure) {
            CloseHelper.quietClose(route);
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

    private record AsRoute(GatewayRoute route) implements GatewayUse {
        @Override
        public void onLook(IntPredicate isSeen, long nowNanos) {
            route.onLook(isSeen, nowNanos);
        }

        @Override
        public boolean isDefaultRoute(int gateway) {
            return route.isUsed(gateway);
        }
    }

    Outside outside() {
        return watch == null ? Outside.NOT_WATCHED : watch;
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(watch, route);
    }
}
