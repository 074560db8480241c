// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Calls through switches to one callee.
 *
 * @param directory of SIPp's files
 * @param inStep whether every node has what is registered
 * @param sip where the switches are reached
 * @param phones where callers and callee are
 * @param scenario how they talk
 */
record SwitchedCalls(
        Path directory, Callable<Boolean> inStep, String sip, Host phones, String scenario) {
    static final String DOMAIN = "example.org";

    /** Of phones on this host. */
    SwitchedCalls(final Path directory, final Callable<Boolean> inStep, final String sip) {
        this(directory, inStep, sip, Host.LOCAL, "12-switch");
    }

    /** Registers the callee at this port for an hour, and waits until every node has it. */
    void register(final int port) {
        register(port, Duration.ofHours(1));
    }

    /** Registers the callee at this port, and waits until every node has it. */
    void register(final int port, final Duration time) {
        try (SippRun register =
                run("01-register-and-call", "register.xml", 1)
                        .key("contact", "sip:callee@" + phones.address() + ":" + port)
                        .key("expires", String.valueOf(time.toSeconds()))
                        .to(sip)
                        .start()) {
            register.awaitSuccess(ClusterProcesses.PATIENCE);
        }
        eventually("all in step", inStep);
    }

    /**
     * By itself SIPp ends a call at an INVITE that comes again when it has sent 200; a phone says nothing to it (RFC 6026) and
     * sends its 200 again by its own timer.
     */
    SippRun callee(final int calls) {
        return end("callee.xml", calls)
                .named("callee")
                .with("-default_behaviors", "all,-abortunexp")
                .start()
                .awaitListening();
    }

    /** One end of so many calls. */
    SippRun.Builder end(final String file, final int calls) {
        return run(scenario, file, calls);
    }

    private SippRun.Builder run(final String scenarios, final String file, final int calls) {
        return SippRun.scenario(directory, Scenarios.file(scenarios, file))
                .at(phones)
                .key("user", "callee")
                .key("domain", DOMAIN)
                .calls(calls);
    }
}
