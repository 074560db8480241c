// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.StrowgerConfig;
import io.strowger.sip.transport.CompilerThreads;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that is a process of the cluster until it is told to stop. */
abstract class ServingCommand implements Callable<Integer> {
    private static final long STOP_MILLIS = 4500;
    private static final long READY_MILLIS = 20;
    private static final long TICK_MILLIS = 1000;
    private static final int FAILED = 1;

    @Spec CommandSpec spec = CommandSpec.create();

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration in YAML.")
    @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Laid over the file; the value is read as YAML; repeatable.")
    List<String> settings = List.of();

    private volatile int exitCode;

    /** Opens everything that this command serves with. */
    abstract ServingProcess start(StrowgerConfig config) throws CommandFailure;

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        StrowgerConfig effective = ConfigCommand.load(config, settings).config();
        LogOutput.install(effective.log());
        CompilerThreads.giveWay();
        PrintWriter out = spec.commandLine().getOut();
        ServingProcess process = start(effective);
        CountDownLatch stopping = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> stop(process, out, stopping), "stop"));
        while (!process.isReady() && !stopping.await(READY_MILLIS, TimeUnit.MILLISECONDS)) {
            tick(process);
        }
        out.println(process.readyLine());
        while (!stopping.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
            tick(process);
        }
        return 0;
    }

    private void tick(ServingProcess process) throws CommandFailure {
        process.tick();
        if (!process.failure().isEmpty()) {
            exitCode = FAILED;
            throw new CommandFailure(
                    FAILED, List.of("it has to be started anew: " + process.failure()));
        }
    }

    /**
     * A JVM that is ended by SIGTERM exits with 143 once its hooks are done; an operator who asked it
     * to stop should see success, so the hook itself ends the process.
     */
    private void stop(ServingProcess process, PrintWriter out, CountDownLatch stopping) {
        Thread closing = Thread.ofPlatform().daemon().name("close").start(process::close);
        try {
            closing.join(STOP_MILLIS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        out.println(closing.isAlive() ? "strowger stopped (cut short)" : "strowger stopped");
        stopping.countDown();
        Runtime.getRuntime().halt(exitCode);
    }
}
