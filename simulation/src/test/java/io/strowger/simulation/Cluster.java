// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import io.strowger.replication.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** All processes of a scenario and who hears whom. */
final class Cluster {
    private static final int MEMBERS = 3;

    private final Scenario scenario;
    private final Schedule schedule;
    private final Random chance;
    private final Network network;
    private final Ladder ladder;
    private final Truth truth;
    private final Group group;
    private final List<Receiver> receivers = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private long nextId = MEMBERS + 1;

    Cluster(
            final Scenario scenario,
            final Schedule schedule,
            final Random chance,
            final Network network,
            final Ladder ladder) {
        this.scenario = scenario;
        this.schedule = schedule;
        this.chance = chance;
        this.network = network;
        this.ladder = ladder;
        truth = new Truth(chance, scenario.keys(), scenario.largeInThousand());
        final List<Member> members = new ArrayList<>();
        for (long id = 1; id <= MEMBERS; id++) {
            members.add(
                    new Member(id, schedule, chance, network, ladder, truth, scenario.logLimit()));
        }
        members.forEach(network::add);
        final List<Machine> top = new ArrayList<>(members);
        top.addAll(build());
        members.forEach(member -> network.subscribe(member.id(), top));
        group = new Group(schedule, chance, truth, members);
    }

    /** Builds what is below the members and gives those who hear the leader. */
    private List<Machine> build() {
        if (scenario.regions() == 0) {
            return new ArrayList<>(nodes(scenario.nodes()));
        }
        final List<Machine> heads = new ArrayList<>();
        for (int region = 0; region < scenario.regions(); region++) {
            final List<Receiver> pair = receivers("region" + region);
            final int share =
                    scenario.nodes() / scenario.regions()
                            + (region < scenario.nodes() % scenario.regions() ? 1 : 0);
            final List<Machine> below = new ArrayList<>(nodes(share));
            pair.forEach(each -> network.subscribe(each.id(), below));
            heads.addAll(pair);
        }
        if (!scenario.nested()) {
            return heads;
        }
        final List<Receiver> above = receivers("head");
        above.forEach(each -> network.subscribe(each.id(), heads));
        return new ArrayList<>(above);
    }

    private List<Receiver> receivers(final String region) {
        final List<Receiver> pair = new ArrayList<>();
        for (int i = 0; i < scenario.receivers(); i++) {
            final String name = region + (char) ('a' + i);
            pair.add(
                    new Receiver(
                            nextId++, name, schedule, chance, network, ladder, truth, store()));
        }
        pair.forEach(network::add);
        receivers.addAll(pair);
        return pair;
    }

    private List<Node> nodes(final int count) {
        final List<Node> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final String name = "node" + (nodes.size() + i + 1);
            made.add(new Node(nextId++, name, schedule, chance, network, ladder, truth, store()));
        }
        made.forEach(network::add);
        nodes.addAll(made);
        return made;
    }

    private MemoryStore store() {
        return new MemoryStore(scenario.stepwise(), scenario.logLimit());
    }

    Truth truth() {
        return truth;
    }

    Group group() {
        return group;
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Receiver> receivers() {
        return receivers;
    }

    /** Nodes and designated receivers. */
    List<Node> replicas() {
        final List<Node> all = new ArrayList<>(receivers);
        all.addAll(nodes);
        return all;
    }
}
