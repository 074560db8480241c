// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.time.Duration;

/** Limits on the provisioning log; the first one reached drops the oldest entries. */
public record LocationLogConfig(
        @Option(value = "Most entries kept.", initial = "1000000", min = "1", max = "1000000000")
                long maxEntries,
        @Option(value = "Most bytes kept.", initial = "256MiB", min = "1MiB", max = "1TiB")
                ByteSize maxBytes,
        @Option(value = "Longest time an entry is kept.", initial = "7d", min = "1m", max = "365d")
                Duration maxAge) {}
