// SPDX-License-Identifier: Apache-2.0
package io.strowger.virtual.address;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the operator's command for each change of state, one at a time. What changes while it runs is told
 * afterwards, the newest only. It has a thread of its own, for it may take its time.
 */
final class AddressCommand implements AutoCloseable {
    /** A command that has not ended by then is ended. */
    static final long PATIENCE_SECONDS = 10;

    private static final Logger LOGGER = System.getLogger("strowger.virtual-address");
    private static final long JOIN_MILLIS = 2_000;

    private record Change(AddressState state, long term) {}

    private final VirtualAddressConfig config;
    private final Thread thread;
    private volatile @Nullable Change newest;
    private volatile boolean stopping;

    AddressCommand(final VirtualAddressConfig config) {
        this.config = config;
        thread = Thread.ofPlatform().daemon().name("address-command").start(this::run);
    }

    /** To be run soon. Any thread. */
    void onState(final AddressState state, final long term) {
        newest = new Change(state, term);
        LockSupport.unpark(thread);
    }

    private void run() {
        @Nullable Change done = null;
        while (!stopping || !Objects.equals(done, newest)) {
            final Change change = newest;
            if (change == null || change.equals(done)) {
                LockSupport.park(this);
            } else {
                tell(change);
                done = change;
            }
        }
    }

    private void tell(final Change change) {
        final List<String> line = new ArrayList<>(config.command());
        line.add(change.state().word());
        line.add(config.address().getHostAddress());
        line.add(config.hasInterface() ? config.networkInterface() : "-");
        line.add(Long.toString(change.term()));
        try {
            final Process process =
                    new ProcessBuilder(line)
                            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                LOGGER.log(Level.ERROR, "{0} did not end in {1} s", line, PATIENCE_SECONDS);
            } else if (process.exitValue() != 0) {
                LOGGER.log(Level.ERROR, "{0} ended with {1}", line, process.exitValue());
            }
        } catch (final IOException failure) {
            LOGGER.log(Level.ERROR, "{0} cannot be run: {1}", line, failure.getMessage());
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_MILLIS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
