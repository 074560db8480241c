// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What goes wrong, drawn by the seed. After the last one everything is healed. */
final class Faults {
    /** Each kind by its name. */
    enum Fault {
        REPLICA_CRASHES,
        RECEIVER_CRASHES,
        RECEIVERS_CRASH_TOGETHER,
        CRASH_WITHIN_AN_UPDATE,
        LEADER_CRASHES,
        MEMBER_CRASHES,
        MEMBER_CUT_OFF,
        ONE_WAY_CUT,
        BOTH_WAYS_CUT,
        LOSS_BURST,
        FRAMES_IN_DISORDER,
        NETWORK_LOST,
        PROCESS_STANDS_STILL,
        CLOCK_JUMPS,
        RECORD_DAMAGED,
        DISK_FULL,
        DATABASE_REPLACED,
        OLDER_DATABASE_BROUGHT_BACK,
        GROUP_LOSES_LEVELS
    }

    private static final long MILLI = 1_000_000;
    private static final int SHORTEST_MILLIS = 100;
    private static final int LONGEST_MILLIS = 3_000;
    private static final int STEPS = 12;
    private static final double HEAVY_LOSS = 0.4;
    private static final double DISORDER = 0.3;

    private final Schedule schedule;
    private final Random chance;
    private final Ladder ladder;
    private final Cluster cluster;
    private final Network network;
    private final double normalLoss;
    private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);

    Faults(
            final Schedule schedule,
            final Random chance,
            final Ladder ladder,
            final Cluster cluster,
            final Network network,
            final double normalLoss) {
        this.schedule = schedule;
        this.chance = chance;
        this.ladder = ladder;
        this.cluster = cluster;
        this.network = network;
        this.normalLoss = normalLoss;
    }

    /** Spreads so many faults over so many seconds, and heals at the end of them. */
    void plan(final int faults, final int seconds) {
        final int millis = seconds * 1000;
        for (int i = 0; i < faults; i++) {
            schedule.after((500 + chance.nextInt(millis - 500)) * MILLI, this::happen);
        }
        schedule.after(millis * MILLI + 1, this::heal);
    }

    private void happen() {
        final Fault fault = Fault.values()[chance.nextInt(Fault.values().length)];
        final boolean isRare =
                fault == Fault.DATABASE_REPLACED
                        || fault == Fault.OLDER_DATABASE_BROUGHT_BACK
                        || fault == Fault.GROUP_LOSES_LEVELS;
        if (isRare && chance.nextInt(3) > 0) {
            return;
        }
        counts.merge(fault, 1, Integer::sum);
        ladder.note(() -> "** fault: " + fault);
        final Node replica = any(cluster.replicas());
        final Member member = any(cluster.group().members());
        switch (fault) {
            case REPLICA_CRASHES -> crash(replica);
            case RECEIVER_CRASHES ->
                    cluster.receivers().stream()
                            .limit(1 + chance.nextInt(4))
                            .reduce((_, last) -> last)
                            .ifPresent(this::crash);
            case RECEIVERS_CRASH_TOGETHER -> cluster.receivers().forEach(this::crash);
            case CRASH_WITHIN_AN_UPDATE -> replica.store().crashBeforeStep(chance.nextInt(STEPS));
            case LEADER_CRASHES -> crash(cluster.group().leader());
            case MEMBER_CRASHES -> crash(member);
            case MEMBER_CUT_OFF -> cutOff(member);
            case ONE_WAY_CUT -> cutOneWay();
            case BOTH_WAYS_CUT -> cutBothWays(any(servers()), any(all()));
            case LOSS_BURST -> lose();
            case FRAMES_IN_DISORDER -> disorder();
            case NETWORK_LOST -> network.loseNetwork(chance.nextInt(2));
            case PROCESS_STANDS_STILL -> any(all()).freeze(duration());
            case CLOCK_JUMPS -> any(all()).jump(duration() * 3);
            case RECORD_DAMAGED -> damage(replica);
            case DISK_FULL -> fill(replica);
            case DATABASE_REPLACED -> cluster.group().replaceDatabase(true);
            case OLDER_DATABASE_BROUGHT_BACK -> cluster.group().replaceDatabase(false);
            case GROUP_LOSES_LEVELS -> {
                cluster.replicas().forEach(Node::mayDiffer);
                cluster.group().loseLevels();
            }
        }
    }

    private void damage(final Node replica) {
        if (replica instanceof Receiver) {
            // Until it finds out by itself it serves what it holds, and so may those who load from
            // it be wrong.
            cluster.replicas().forEach(Node::mayDiffer);
        }
        replica.damage();
    }

    private void crash(final Machine machine) {
        machine.crash("fault");
        schedule.after(duration(), machine::restart);
    }

    private void cutOff(final Member member) {
        member.cutOff(true);
        // Some replicas go on hearing it: what it says is of an older term soon.
        for (final Member other : cluster.group().members()) {
            if (other != member) {
                cutBothWays(member, other);
            }
        }
        for (final Node each : cluster.replicas()) {
            if (chance.nextBoolean()) {
                cutBothWays(member, each);
            }
        }
        schedule.after(duration(), () -> member.cutOff(false));
    }

    /** Somebody does not hear a server any more, or is not heard by it; the other way is open. */
    private void cutOneWay() {
        final Machine server = any(servers());
        final Machine other = any(all());
        if (chance.nextBoolean()) {
            cut(server, other);
        } else {
            cut(other, server);
        }
    }

    private void cutBothWays(final Machine one, final Machine other) {
        cut(one, other);
        cut(other, one);
    }

    /** For a while, or until all is healed. */
    private void cut(final Machine from, final Machine to) {
        network.cut(from.id(), to.id());
        if (chance.nextBoolean()) {
            schedule.after(duration(), () -> network.mend(from.id(), to.id()));
        }
    }

    private void lose() {
        network.loss(HEAVY_LOSS * chance.nextDouble());
        schedule.after(duration(), () -> network.loss(normalLoss));
    }

    private void disorder() {
        network.disorder(DISORDER * chance.nextDouble(), SHORTEST_MILLIS + chance.nextInt(700));
        schedule.after(duration(), network::endDisorder);
    }

    private void fill(final Node replica) {
        replica.store().full(true);
        schedule.after(duration(), () -> replica.store().full(false));
    }

    private void heal() {
        ladder.note(() -> "** healed");
        network.heal(normalLoss);
        for (final Machine each : all()) {
            each.restart();
        }
        for (final Member each : cluster.group().members()) {
            each.cutOff(false);
        }
        for (final Node each : cluster.replicas()) {
            each.store().full(false);
        }
    }

    private long duration() {
        return (SHORTEST_MILLIS + chance.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS)) * MILLI;
    }

    /** Those that send streams and loads. */
    private List<Machine> servers() {
        final List<Machine> servers = new ArrayList<>(cluster.group().members());
        servers.addAll(cluster.receivers());
        return servers;
    }

    private List<Machine> all() {
        final List<Machine> all = new ArrayList<>(cluster.group().members());
        all.addAll(cluster.replicas());
        return all;
    }

    private <T> T any(final List<T> list) {
        return list.get(chance.nextInt(list.size()));
    }

    Map<Fault, Integer> counts() {
        return counts;
    }
}
