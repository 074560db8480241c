// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Has the optimising compiler of the JVM give way to calls. Where a router has few cores a message waits for one that
 * compiles, for milliseconds; what the compiler makes is not needed within milliseconds. It still gets whatever calls leave.
 */
public final class CompilerThreads {
    /** A tenth of a core while calls want all of it (sched(7)). */
    static final int NICE = 10;

    private static final Path THREADS = Path.of("/proc/self/task");

    /** The system cuts thread names after 15 characters. */
    private static final String OPTIMISING = "C2 CompilerThre";

    private static final int ONE_THREAD = 0;

    /** Loaded with the first use, so that other systems never look for the function. */
    private static final class Calls {
        static final MethodHandle SET_PRIORITY =
                Linker.nativeLinker()
                        .downcallHandle(
                                Linker.nativeLinker().defaultLookup().findOrThrow("setpriority"),
                                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

        private Calls() {}
    }

    private CompilerThreads() {}

    /**
     * Makes those that run give way. Without effect where threads are not shown as Linux does. Any thread.
     *
     * @return how many
     */
    public static int giveWay() {
        int count = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (final Path thread : threads) {
                if (Files.readString(thread.resolve("comm")).startsWith(OPTIMISING)) {
                    final int id = Integer.parseInt(thread.getFileName().toString());
                    count += setPriority(id) == 0 ? 1 : 0;
                }
            }
        } catch (final IOException | UncheckedIOException | DirectoryIteratorException _) {
            // Not Linux, or a thread that has just ended: calls are served all the same.
        }
        return count;
    }

    private static int setPriority(final int thread) {
        try {
            return (int) Calls.SET_PRIORITY.invokeExact(ONE_THREAD, thread, NICE);
        } catch (final Throwable failure) {
            throw new IllegalStateException("setpriority", failure);
        }
    }
}
