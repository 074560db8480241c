// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.bus.StreamRoute;
import io.strowger.configuration.HostPort;
import io.strowger.configuration.RegionConfig;
import io.strowger.configuration.ReplicationConfig;
import io.strowger.configuration.StreamConfig;
import io.strowger.configuration.StreamKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * Those who publish one stream and can be asked for loads: the members of the location server, or the designated
 * receivers of a region.
 *
 * @param way how their stream goes
 * @param first where they are on the first network, by their numbers
 * @param second where they are on the second one, empty when there is none
 * @param ids by their numbers
 */
record StreamSources(
        StreamConfig way, List<HostPort> first, List<HostPort> second, IntToLongFunction ids) {
    private static final String ANY = "0.0.0.0";
    private static final int HOPS = 8;

    static StreamSources members(ReplicationConfig config) {
        return new StreamSources(
                config.way(), config.members(), config.membersB(), ProcessIdentity::memberId);
    }

    static StreamSources receivers(RegionConfig region) {
        String name = String.valueOf(region.name());
        return new StreamSources(
                region.way(),
                region.receivers(),
                region.receiversB(),
                number -> ProcessIdentity.receiver(name, number).id());
    }

    /** The ways on which one of them publishes. */
    List<StreamRoute> of(int number) {
        return way.stream() == StreamKind.UNICAST ? unicast(number) : shared();
    }

    /** The ways on which all of them are heard. */
    List<StreamRoute> all() {
        if (way.stream() != StreamKind.UNICAST) {
            return shared();
        }
        List<StreamRoute> routes = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            routes.addAll(unicast(i));
        }
        return routes;
    }

    /** The ways that are the same for all who publish. */
    private List<StreamRoute> shared() {
        if (way.stream() == StreamKind.SHARED_MEMORY) {
            return List.of(new StreamRoute.SharedMemory());
        }
        List<StreamRoute> routes = new ArrayList<>();
        for (int i = 0; i < way.groups().size(); i++) {
            routes.add(
                    new StreamRoute.Multicast(
                            way.groups().get(i).toString(), way.interfaces().get(i), HOPS));
        }
        return routes;
    }

    private List<StreamRoute> unicast(int number) {
        List<StreamRoute> routes = new ArrayList<>();
        routes.add(new StreamRoute.Unicast(first.get(number).toString(), local(0)));
        if (!second.isEmpty()) {
            routes.add(new StreamRoute.Unicast(second.get(number).toString(), local(1)));
        }
        return routes;
    }

    /** Address of this host in one of their networks. */
    String local(int network) {
        return network < way.interfaces().size() ? way.interfaces().get(network) : ANY;
    }

    /** Addresses of this host in their networks, for replies: one for both where nothing else is said. */
    List<String> locals() {
        return second.isEmpty() || way.interfaces().size() < 2
                ? List.of(local(0))
                : List.of(local(0), local(1));
    }

    /** Where one of them is asked for loads, on each network. */
    List<String> asked(int number) {
        String one = asked(first.get(number));
        return second.isEmpty() ? List.of(one) : List.of(one, asked(second.get(number)));
    }

    private static String asked(HostPort stream) {
        return new HostPort(stream.host(), stream.port() + 1).toString();
    }

    /** Where each of them is asked, by ids. */
    Map<Long, List<String>> asked() {
        Map<Long, List<String>> all = new HashMap<>();
        for (int i = 0; i < first.size(); i++) {
            all.put(ids.applyAsLong(i), asked(i));
        }
        return all;
    }
}
