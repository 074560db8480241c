// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.chassis.CardRole;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How a chassis starts Java for a card: like itself, but for the heap. Nine processes share the host, so each begins small; the
 * tables that calls need lie outside the heap.
 */
final class CardJava {
    private static final Pattern HEAP =
            Pattern.compile("-Xm[snx].*|-XX:\\+UseTransparentHugePages|-XX:AOTCacheOutput=.*");

    private CardJava() {}

    /** Java, its options and this program. */
    static List<String> command(CardRole role) {
        List<String> command = new ArrayList<>();
        command.add(
                ProcessHandle.current()
                        .info()
                        .command()
                        .orElse(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !HEAP.matcher(option).matches())
                .forEach(command::add);
        command.addAll(heap(role));
        // An operator's own options come last, so they hold.
        String own = System.getenv("STROWGER_JAVA_OPTS");
        if (own != null && !own.isBlank()) {
            command.addAll(List.of(own.strip().split("\\s+")));
        }
        String path = System.getProperty("java.class.path");
        if (path.contains(File.pathSeparator) || !path.endsWith(".jar")) {
            command.addAll(List.of("-cp", path, Main.class.getName()));
        } else {
            command.addAll(List.of("-jar", path));
        }
        return command;
    }

    private static List<String> heap(CardRole role) {
        return switch (role) {
            case LOCATION -> List.of("-Xms24m", "-Xmx1g");
            case NODE -> List.of("-Xms48m", "-Xmx1g", "-Xmn24m");
            case SWITCH -> List.of("-Xms24m", "-Xmx256m");
        };
    }
}
