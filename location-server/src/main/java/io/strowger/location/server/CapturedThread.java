// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the thread that a service container wants to start, and keeps the agent that would have run in it: the
 * location thread invokes it instead. The container has no invoker mode of its own.
 */
final class CapturedThread extends Thread {
    private final Agent agent;

    CapturedThread(final Runnable work) {
        if (!(work instanceof final AgentRunner runner)) {
            throw new IllegalStateException("expected an agent runner: " + work.getClass());
        }
        agent = runner.agent();
    }

    @Override
    public void start() {
        // Deliberately nothing.
    }

    Agent agent() {
        return agent;
    }

    /** Takes the one thread that a container asks for. */
    static final class Factory implements java.util.concurrent.ThreadFactory {
        private @Nullable CapturedThread captured;

        @Override
        public Thread newThread(final Runnable work) {
            captured = new CapturedThread(work);
            return captured;
        }

        Agent agent() {
            if (captured == null) {
                throw new IllegalStateException("the container asked for no thread");
            }
            return captured.agent();
        }
    }
}
