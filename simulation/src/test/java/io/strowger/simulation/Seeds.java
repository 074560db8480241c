// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import java.util.Random;

/** Plays seeds; one that fails is played again with its ladder, which is printed with the command that repeats it. */
final class Seeds {
    private Seeds() {}

    /** The scenario that belongs to a seed. */
    static Scenario scenario(final long seed) {
        return Scenario.any(new Random(seed));
    }

    static Run.Result play(final long seed) {
        return play(seed, scenario(seed));
    }

    static Run.Result play(final long seed, final Scenario scenario) {
        try {
            return new Run(scenario, seed, false).play();
        } catch (final RuntimeException | AssertionError failure) {
            throw new AssertionError(explain(seed, scenario, failure), failure);
        }
    }

    private static String explain(
            final long seed, final Scenario scenario, final Throwable failure) {
        final Run again = new Run(scenario, seed, true);
        String said = String.valueOf(failure.getMessage());
        try {
            again.play();
            said += " (but not when it was repeated: something outside the seed decides)";
        } catch (final RuntimeException | AssertionError expected) {
            said = String.valueOf(expected.getMessage());
        }
        final String name = said.substring(0, Math.max(0, said.indexOf(' ')));
        return "seed "
                + seed
                + ": "
                + said
                + "\n"
                + scenario
                + "\n"
                + again.ladder().about(name)
                + "\nRepeat: ./mvnw -q -pl simulation -am verify -Dtest=SimulationTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.first="
                + seed
                + " -Dsimulation.seeds=1";
    }
}
