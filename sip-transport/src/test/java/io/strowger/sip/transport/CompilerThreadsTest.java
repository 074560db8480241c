// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CompilerThreadsTest {
    /** Of /proc/PID/task/TID/stat after the name: field 19. */
    private static final int NICE_AFTER_NAME = 16;

    @Test
    @EnabledOnOs(OS.LINUX)
    void theOptimisingCompilerGivesWayAndNobodyElse() {
        assertThat(CompilerThreads.giveWay()).isPositive();
        final List<Integer> compilers = nice("C2 CompilerThre", true);
        assertThat(compilers).isNotEmpty().containsOnly(CompilerThreads.NICE);
        assertThat(nice("C2 CompilerThre", false)).isNotEmpty().allMatch(nice -> nice < 10);
    }

    private static List<Integer> nice(final String name, final boolean named) {
        final List<Integer> found = new ArrayList<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            for (final Path thread : threads.toList()) {
                final String line = Files.readString(thread.resolve("stat"));
                if (line.contains("(" + name) == named) {
                    final String[] after = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
                    found.add(Integer.parseInt(after[NICE_AFTER_NAME]));
                }
            }
        } catch (final IOException failure) {
            throw new AssertionError(failure);
        }
        return found;
    }
}
