// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Some SIPp processes at a time. */
record SippRuns(List<SippRun> runs) implements AutoCloseable {
    static SippRuns start(final List<SippRun.Builder> builders) {
        final SippRuns started = new SippRuns(new ArrayList<>());
        for (final SippRun.Builder each : builders) {
            started.runs.add(each.start());
        }
        return started;
    }

    /** Waits for the end of all: all calls went as the scenario says. */
    void awaitSuccess(final Duration limit) {
        runs.forEach(run -> run.awaitSuccess(limit));
    }

    long sum(final ToLongFunction<SippRun> figure) {
        return runs.stream().mapToLong(figure).sum();
    }

    @Override
    public void close() {
        runs.forEach(SippRun::close);
    }
}
