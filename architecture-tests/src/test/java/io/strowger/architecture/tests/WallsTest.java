// SPDX-License-Identifier: Apache-2.0
package io.strowger.architecture.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What may be touched by whom: each foreign thing is known to few modules. */
class WallsTest {
    @ParameterizedTest(name = "{0} only in {1}")
    @MethodSource("walls")
    void aForeignThingIsKnownToFewModules(final String pattern, final List<String> modules) {
        noClasses()
                .that()
                .resideOutsideOfPackages(Modules.packagePatterns(modules))
                .should()
                .dependOnClassesThat()
                .haveNameMatching(pattern)
                .check(Modules.classes());
    }

    static List<Arguments> walls() {
        return List.of(
                wall(
                        "io\\.aeron\\..*",
                        "cluster-transport",
                        "bus",
                        "location-client",
                        "location-server",
                        "launcher"),
                wall(
                        "java\\.lang\\.foreign\\.(Linker|SymbolLookup|FunctionDescriptor).*",
                        "sip-transport",
                        "location-store",
                        // No part of java.net gives an interface an address, sets a route or
                        // sends a frame.
                        "host-network",
                        // No part of java.nio makes a named pipe or waits for one.
                        "doorbell",
                        // java.net asks a host by ICMP only while it waits for the answer.
                        "ping"),
                wall(
                        "java\\.lang\\.foreign\\..*",
                        "sip-transport",
                        "location-store",
                        "host-network",
                        "doorbell",
                        "ping",
                        "sip-transaction",
                        "connection-table"),
                wall("org\\.lmdbjava\\..*", "location-store"),
                wall("io\\.netty\\..*", "sip-transport", "management"),
                // The launcher's are the phones of the rehearsal, which stand outside.
                wall("java\\.net\\.(Datagram|Server)?Socket", "sip-transport", "launcher"),
                wall(
                        "java\\.nio\\.channels\\.(Datagram|Socket|ServerSocket|Network).*|java\\.nio\\.channels\\.Selector",
                        "cluster-transport",
                        "sip-transport"),
                wall("com\\.sun\\.net\\.httpserver\\..*", "management"),
                wall("java\\.net\\.http\\..*", "management", "launcher"),
                wall("org\\.snakeyaml\\..*", "configuration"),
                wall("picocli\\..*", "launcher"));
    }

    private static Arguments wall(final String pattern, final String... modules) {
        return Arguments.of(pattern, List.of(modules));
    }
}
