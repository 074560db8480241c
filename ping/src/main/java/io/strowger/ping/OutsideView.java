// SPDX-License-Identifier: Apache-2.0
package io.strowger.ping;

import java.util.List;

/**
 * What a switch sees of the outside.
 *
 * @param sight see {@link GatewayWatch#sight}; 0 when nobody watches
 * @param gateways that are watched
 */
public record OutsideView(int sight, List<Gateway> gateways) {
    /** Nobody watches. */
    public static final OutsideView NOT_WATCHED = new OutsideView(0, List.of());

    /**
     * A gateway.
     *
     * @param address of it
     * @param seen whether it answers
     * @param defaultRoute whether the switch has made it the default route of its host
     */
    public record Gateway(String address, boolean seen, boolean defaultRoute) {}

    /** Whether nothing is seen of what is watched. */
    public boolean isBlind() {
        return sight == GatewayWatch.NO_CARRIER
                || (sight == GatewayWatch.NO_GATEWAY && !gateways.isEmpty());
    }

    /** In words. */
    public String words() {
        final long seen = gateways.stream().filter(Gateway::seen).count();
        return switch (sight) {
            case 0 -> "not watched";
            case GatewayWatch.NO_CARRIER -> "no carrier";
            case GatewayWatch.NO_GATEWAY -> gateways.isEmpty() ? "carrier" : "no gateway answers";
            default -> seen + " of " + gateways.size() + " gateways";
        };
    }
}
