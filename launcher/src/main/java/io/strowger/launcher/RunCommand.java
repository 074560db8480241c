// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.StrowgerConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code strowger run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the router: everything in one process.",
            "Without options: SIP on UDP and TCP port 5060 of all addresses, REST on"
                    + " 127.0.0.1:8080, data in ./data."
        },
        footer = {
            "",
            "Examples:",
            "  strowger run",
            "  strowger run --config strowger.yaml",
            "  strowger run --set sip.listen=[udp:127.0.0.1:5070,tcp:127.0.0.1:5070] --set data=/tmp/s",
            "",
            "All keys: docs/CONFIGURATION.md or 'strowger config manual'."
        })
final class RunCommand implements Callable<Integer> {
    private static final long STOP_MILLIS = 4500;

    @Spec CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration in YAML.")
    @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Laid over the file; the value is read as YAML; repeatable.")
    List<String> settings = List.of();

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        StrowgerConfig effective = ConfigCommand.load(config, settings).config();
        LogOutput.install(effective.log());
        PrintWriter out = spec.commandLine().getOut();
        StrowgerProcess process = StrowgerProcess.start(effective, new EmbeddedParts());
        CountDownLatch stopping = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> stop(process, out, stopping), "stop"));
        out.println(process.readyLine());
        while (!stopping.await(1, TimeUnit.SECONDS)) {
            process.tick();
        }
        return 0;
    }

    /**
     * A JVM that is ended by SIGTERM exits with 143 once its hooks are done; an operator who asked it
     * to stop should see success, so the hook itself ends the process.
     */
    private static void stop(StrowgerProcess process, PrintWriter out, CountDownLatch stopping) {
        Thread closing = Thread.ofPlatform().daemon().name("close").start(process::close);
        try {
            closing.join(STOP_MILLIS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        out.println(closing.isAlive() ? "strowger stopped (cut short)" : "strowger stopped");
        stopping.countDown();
        Runtime.getRuntime().halt(0);
    }
}
