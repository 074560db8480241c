// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

import java.util.List;

/**
 * What protection is told at the start.
 *
 * @param sources places for sources, a power of two
 * @param seed random
 * @param trusted networks that are never limited, suspected or banned
 * @param banned networks that are banned for good
 */
public record ProtectionConfig(
        int sources,
        long seed,
        List<Network> trusted,
        List<Network> banned,
        ProtectionLimits limits,
        ScannerPatterns scanners,
        long queueNanos) {
    private static final long SECOND = 1_000_000_000;

    /** Sources that are remembered when nothing else is said. */
    public static final int STANDARD_SOURCES = 65_536;

    public ProtectionConfig {
        trusted = List.copyOf(trusted);
        banned = List.copyOf(banned);
    }

    /** Nobody is limited, suspected or banned, unless an operator says so. */
    public static ProtectionConfig ofNobody() {
        return new ProtectionConfig(
                SourceTable.WAYS,
                0,
                List.of(),
                List.of(),
                new ProtectionLimits(0, 0, 0, SECOND, 1, SECOND, false),
                new ScannerPatterns(List.of()),
                0);
    }
}
