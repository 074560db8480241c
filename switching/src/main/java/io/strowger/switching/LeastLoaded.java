// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import io.strowger.connection.table.ConnectionTable;
import io.strowger.connection.table.MethodClass;
import io.strowger.switching.PlacementConfig.Criterion;
import java.util.Arrays;

/**
 * The node with the least load, what is to be placed included. Each criterion counts in relation to
 * its mean over the nodes that are fit, so that seconds and numbers can be added; a node that is
 * ramped up counts as loaded more by as much as its share is smaller. Equal ones take turns.
 */
final class LeastLoaded implements LoadSharing {
    private static final Criterion[] CRITERIA = Criterion.values();

    private final SwitchedNodes nodes;
    private final ConnectionTable table;
    private final double[] criterionWeights = new double[CRITERIA.length];
    private final double[] methodWeights = new double[MethodClass.COUNT];
    private final double[] loads;
    private int turn;

    LeastLoaded(final PlacementConfig config, final SwitchedNodes nodes) {
        this.nodes = nodes;
        table = nodes.table();
        loads = new double[nodes.count()];
        for (final Criterion each : CRITERIA) {
            criterionWeights[each.ordinal()] = config.weight(each);
        }
        for (final MethodClass each : MethodClass.values()) {
            methodWeights[each.ordinal()] = config.weight(each);
        }
    }

    @Override
    public int choose(
            final Fitness least,
            final long callIdHigh,
            final long callIdLow,
            final MethodClass methodClass,
            final long nowNanos) {
        Arrays.fill(loads, 0);
        for (final Criterion criterion : CRITERIA) {
            final double weight = criterionWeights[criterion.ordinal()];
            if (weight > 0) {
                add(criterion, weight, least, methodWeights[methodClass.ordinal()]);
            }
        }
        return leastOf(least, nowNanos);
    }

    private void add(
            final Criterion criterion,
            final double weight,
            final Fitness least,
            final double more) {
        double sum = 0;
        int fit = 0;
        for (int i = 0; i < loads.length; i++) {
            if (nodes.isFit(i, least)) {
                sum += value(criterion, i, more);
                fit++;
            }
        }
        for (int i = 0; i < loads.length && fit > 0; i++) {
            if (nodes.isFit(i, least)) {
                loads[i] += weight * value(criterion, i, more) * fit / sum;
            }
        }
    }

    private double value(final Criterion criterion, final int number, final double more) {
        final SwitchedNode node = nodes.node(number);
        return switch (criterion) {
            case WORK_LEFT -> (open(number) + more) * node.responseNanos();
            case CONNECTIONS -> table.entriesAtNode(number) + 1.0;
            // What it was given since then will show later; until it does, the next one goes
            // elsewhere.
            case RESPONSE_TIME -> (double) node.responseNanos() * (1 + node.placedSinceMeasured());
        };
    }

    private double open(final int number) {
        double sum = 0;
        for (int i = 0; i < MethodClass.COUNT; i++) {
            sum += methodWeights[i] * table.openAtNode(number, MethodClass.of(i));
        }
        return sum;
    }

    private int leastOf(final Fitness least, final long nowNanos) {
        int chosen = NONE;
        double lowest = Double.MAX_VALUE;
        turn = turn + 1 >= loads.length ? 0 : turn + 1;
        for (int i = 0; i < loads.length; i++) {
            final int at = turn + i < loads.length ? turn + i : turn + i - loads.length;
            if (nodes.isFit(at, least)) {
                final double load = loads[at] / nodes.node(at).share(nowNanos);
                if (chosen == NONE || load < lowest) {
                    lowest = load;
                    chosen = at;
                }
            }
        }
        return chosen;
    }
}
