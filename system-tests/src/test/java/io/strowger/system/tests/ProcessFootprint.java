// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process holds: threads, open files, live heap after a full collection.
 *
 * @param threads of the process
 * @param files open file descriptors
 * @param heapKib live objects of the Java heap in KiB
 * @param residentKib resident memory in KiB
 */
record ProcessFootprint(long threads, long files, long heapKib, long residentKib) {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    static ProcessFootprint of(final long pid, final Path directory) {
        jcmd(pid, directory, "GC.run");
        final Matcher heap = USED.matcher(jcmd(pid, directory, "GC.heap_info"));
        long used = 0;
        while (heap.find()) {
            used = Math.max(used, Long.parseLong(heap.group(1)));
        }
        return new ProcessFootprint(
                status(pid, "Threads"), openFiles(pid), used, status(pid, "VmRSS"));
    }

    private static String jcmd(final long pid, final Path directory, final String command) {
        final String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try (CapturedProcess process =
                CapturedProcess.start(
                        directory, "jcmd", List.of(jcmd, String.valueOf(pid), command))) {
            process.awaitExit(Duration.ofSeconds(30));
            return process.out();
        }
    }

    private static long status(final long pid, final String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith(name + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static long openFiles(final long pid) {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return files.count();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
