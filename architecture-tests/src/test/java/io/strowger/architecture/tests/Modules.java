// SPDX-License-Identifier: Apache-2.0
package io.strowger.architecture.tests;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The modules of the product by layer, the lowest first: one module, one package, one concept. */
final class Modules {
    /** What each layer holds; a module may use lower layers only. */
    static final Map<String, List<String>> LAYERS =
            new TreeMap<>(
                    Map.of(
                            "L0 vocabulary",
                            List.of("sip-message", "location", "configuration"),
                            "L1 carrier",
                            List.of("cluster-transport", "doorbell", "host-network"),
                            "L1 defence",
                            List.of("protection"),
                            "L1 mechanisms",
                            List.of(
                                    "sip-transport",
                                    "sip-transaction",
                                    "connection-table",
                                    "lease",
                                    "virtual-address",
                                    "gateway-route",
                                    "ping",
                                    "location-store",
                                    "bus",
                                    "replication",
                                    "location-client"),
                            "L1 trunk",
                            List.of("trunk"),
                            "L2 decisions",
                            List.of("routing", "authentication", "switching", "table-stream"),
                            "L3 roles",
                            List.of("proxy", "redirect", "registrar", "standby"),
                            "L4 processes",
                            List.of(
                                    "node",
                                    "switchboard",
                                    "chassis",
                                    "replica",
                                    "location-server",
                                    "management"),
                            "L5 program",
                            List.of("launcher")));

    /**
     * Modules whose classes are functions of their arguments: no clock, no socket, no lock, no
     * chance.
     */
    static final List<String> PURE =
            List.of(
                    "sip-message",
                    "location",
                    "protection",
                    "sip-transaction",
                    "connection-table",
                    "lease",
                    "replication",
                    "routing",
                    "authentication",
                    "switching",
                    "table-stream",
                    "standby",
                    "proxy",
                    "redirect",
                    "registrar");

    private static final Path ROOT = findRoot();

    private Modules() {}

    /** All classes of the product, without its tests. */
    static JavaClasses classes() {
        return Holder.CLASSES;
    }

    static List<String> all() {
        return LAYERS.values().stream().flatMap(List::stream).toList();
    }

    /** The package of a module, without what lies below it. */
    static String packageOf(final String module) {
        return "io.strowger." + module.replace('-', '.');
    }

    /**
     * The packages of a module as ArchUnit patterns: its own, and the one of generated codecs below
     * it.
     */
    static String[] packagePatterns(final String module) {
        return new String[] {packageOf(module), packageOf(module) + ".codec"};
    }

    static String[] packagePatterns(final List<String> modules) {
        return modules.stream()
                .flatMap(module -> List.of(packagePatterns(module)).stream())
                .toArray(String[]::new);
    }

    static Path root() {
        return ROOT;
    }

    private static Path findRoot() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    private static final class Holder {
        private static final JavaClasses CLASSES =
                new ClassFileImporter()
                        .withImportOption(Holder::isProduct)
                        .importPackages("io.strowger");

        private static boolean isProduct(final Location location) {
            return !location.contains("/test-classes/")
                    && !location.contains("-tests.jar")
                    && !location.contains("/architecture/tests/");
        }
    }
}
