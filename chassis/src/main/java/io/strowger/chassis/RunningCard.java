// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A process of this host that is known again later, by another process than the one that started it.
 *
 * @param pid its number, which the system gives out again some day
 * @param start when it was started, in ticks of the system since its boot
 * @param boot which boot that was
 */
record RunningCard(long pid, long start, String boot) {
    private static final Path PROCESSES = Path.of("/proc");
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    /** Fields of /proc/PID/stat behind the name, which is in parentheses and may hold anything. */
    private static final int STATE = 0;

    private static final int START = 19;

    /** The process of this number, null when there is none. */
    static @Nullable RunningCard of(long pid) {
        try {
            String stat = Files.readString(PROCESSES.resolve(pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean isDead = "ZX".contains(fields[STATE]);
            return isDead
                    ? null
                    : new RunningCard(
                            pid, Long.parseLong(fields[START]), Files.readString(BOOT).strip());
        } catch (IOException | RuntimeException gone) {
            return null;
        }
    }

    /** Whether it is this process, and not a later one of the same number, that runs. */
    boolean isAlive() {
        return equals(of(pid));
    }
}
