// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import java.util.Map;
import java.util.Random;

/** One run: a scenario and a seed. The same two always give the same run. */
final class Run {
    /** What a run showed. */
    record Result(
            double nodeHours,
            double settleSeconds,
            Map<Faults.Fault, Integer> faults,
            long incrementalLoads,
            long reloads,
            long alarms,
            Network.Toll toll,
            String traffic) {}

    private static final double SECOND = 1e9;
    private static final long LOOK_NANOS = 100_000_000;

    /** After the last fault every live replica is in step within this time. */
    static final double BOUND_SECONDS = 20;

    /** The look at the end begins so long after the last fault. */
    static final double UPDATES_GO_ON_SECONDS = 2;

    private final Scenario scenario;
    private final Schedule schedule = new Schedule();
    private final Random chance;
    private final Ladder ladder;
    private final Network network;
    private final Cluster cluster;
    private final Faults faults;
    private final double updatesUntil;
    private double settledAt = -1;

    Run(final Scenario scenario, final long seed, final boolean keepsLadder) {
        this.scenario = scenario;
        // In every other run updates go on after the last fault, so that a replica that was lucky
        // to
        // be still is not
        // enough. In the others it is quiet, so that none is saved by the next update.
        updatesUntil = scenario.seconds() + (seed % 2 == 0 ? UPDATES_GO_ON_SECONDS : 0);
        chance = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        ladder = new Ladder(keepsLadder, schedule);
        network = new Network(schedule, chance, ladder, scenario.networks(), scenario.loss());
        cluster = new Cluster(scenario, schedule, chance, network, ladder);
        faults = new Faults(schedule, chance, ladder, cluster, network, scenario.loss());
    }

    /** Lets it happen. */
    Result play() {
        faults.plan(scenario.faults(), scenario.seconds());
        schedule.after(LOOK_NANOS, this::update);
        schedule.after((long) (scenario.seconds() * SECOND) + LOOK_NANOS, this::look);
        boolean goesOn = true;
        while (goesOn && settledAt < 0) {
            goesOn = schedule.step();
        }
        final double seconds = schedule.now() / SECOND;
        return new Result(
                seconds * cluster.replicas().size() / 3600,
                settledAt - scenario.seconds(),
                faults.counts(),
                cluster.replicas().stream().mapToLong(Node::incrementalLoads).sum(),
                cluster.replicas().stream().mapToLong(Node::reloads).sum(),
                cluster.replicas().stream().mapToLong(Node::alarms).sum(),
                network.toll(),
                network.toString());
    }

    private void update() {
        if (schedule.now() / SECOND < updatesUntil) {
            cluster.group().update();
            final long mean = (long) (SECOND / scenario.updatesPerSecond());
            schedule.after((long) (mean * 2 * chance.nextDouble()), this::update);
        }
    }

    private void look() {
        final double seconds = schedule.now() / SECOND - scenario.seconds();
        if (seconds > UPDATES_GO_ON_SECONDS
                && cluster.replicas().stream().allMatch(Node::isInStep)) {
            settledAt = schedule.now() / SECOND;
            return;
        }
        if (seconds > BOUND_SECONDS) {
            final Node late =
                    cluster.replicas().stream()
                            .filter(each -> !each.isInStep())
                            .findFirst()
                            .orElseThrow();
            throw new AssertionError(
                    late.name()
                            + " is not in step "
                            + BOUND_SECONDS
                            + " s after the last fault: the group is at level "
                            + cluster.truth().level()
                            + ", "
                            + late.describe());
        }
        schedule.after(LOOK_NANOS, this::look);
    }

    Schedule schedule() {
        return schedule;
    }

    Cluster cluster() {
        return cluster;
    }

    Network network() {
        return network;
    }

    Ladder ladder() {
        return ladder;
    }
}
