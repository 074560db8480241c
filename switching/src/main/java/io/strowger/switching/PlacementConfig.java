// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import io.strowger.connection.table.MethodClass;
import java.time.Duration;
import java.util.Map;

/**
 * How new Call-IDs are shared among nodes.
 *
 * @param policy the rule
 * @param criteria of {@link Policy#LEAST_LOADED}: what load is, each with its weight, 0 to 1,000, at
 *     least one above 0; any combination. A node's value counts in relation to the others' mean
 * @param methodWeights what a transaction of each class costs a node, 0.01 to 100
 * @param rampUp of a node that comes back
 * @param firstResponse response time of a node that has not answered yet
 */
public record PlacementConfig(
        Policy policy,
        Map<Criterion, Double> criteria,
        Map<MethodClass, Double> methodWeights,
        RampUp rampUp,
        Duration firstResponse) {

    /** The rule. */
    public enum Policy {
        /** The node that is loaded least, by the criteria. */
        LEAST_LOADED,
        /** One after the other. */
        ROUND_ROBIN,
        /** By the Call-ID: the same as long as the same nodes are fit. */
        HASH
    }

    /** What load is. */
    public enum Criterion {
        /**
         * Transaction least-work-left (Jiang et al. 2012): transactions open at the node, weighted by
         * method, times its response time.
         */
        WORK_LEFT,
        /** Call-IDs that are at the node. */
        CONNECTIONS,
        /** Its smoothed response time. */
        RESPONSE_TIME
    }

    public PlacementConfig {
        criteria = Map.copyOf(criteria);
        methodWeights = Map.copyOf(methodWeights);
        criteria.values().forEach(weight -> check("weight of a criterion", weight, 0, 1_000));
        if (policy == Policy.LEAST_LOADED && criteria.values().stream().allMatch(w -> w == 0)) {
            throw new IllegalArgumentException("no criterion has a weight");
        }
        for (final MethodClass each : MethodClass.values()) {
            check("weight of " + each, methodWeights.getOrDefault(each, Double.NaN), 0.01, 100);
        }
        if (firstResponse.toNanos() < 1_000 || firstResponse.toSeconds() > 10) {
            throw new IllegalArgumentException("first response time: " + firstResponse);
        }
    }

    private static void check(
            final String name, final double value, final double from, final double to) {
        if (!(value >= from && value <= to)) {
            throw new IllegalArgumentException(name + " out of range: " + value);
        }
    }

    /** Least work left alone. */
    public static PlacementConfig standard() {
        return of(Policy.LEAST_LOADED, Map.of(Criterion.WORK_LEFT, 1.0));
    }

    /** The other values as in {@link #standard}. */
    public static PlacementConfig of(final Policy policy, final Map<Criterion, Double> criteria) {
        return new PlacementConfig(
                policy,
                criteria,
                Map.of(
                        MethodClass.INVITE, 1.75,
                        MethodClass.REGISTER, 1.5,
                        MethodClass.BYE, 1.0,
                        MethodClass.OTHER, 1.0),
                RampUp.standard(),
                Duration.ofMillis(2));
    }

    double weight(final Criterion criterion) {
        return criteria.getOrDefault(criterion, 0.0);
    }

    double weight(final MethodClass methodClass) {
        return methodWeights.getOrDefault(methodClass, 1.0);
    }
}
