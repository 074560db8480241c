// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.time.Duration;

/** Options of the location database. */
public record LocationConfig(
        @Option(
                        value =
                                "When a change is forced to disk: before it is acknowledged, or"
                                        + " when the operating system likes to (changes of the last"
                                        + " seconds are lost with the power).",
                        initial = "commit")
                FlushPolicy flush,
        @Option(
                        value =
                                "Under load, changes that arrive within so long of each other are"
                                        + " committed together.",
                        initial = "20ms",
                        min = "0ms",
                        max = "1s")
                Duration commitInterval,
        @Option(
                        value =
                                "With less free disk space than this, changes are refused; calls go"
                                        + " on.",
                        initial = "64MiB",
                        min = "1MiB",
                        max = "1TiB")
                ByteSize diskReserve,
        @Option(
                        value =
                                "Most memory in which a process that routes keeps all bindings for"
                                        + " lookups, some 0.2 KiB for each address-of-record, beside"
                                        + " the database's file. Without room, or with 0B, lookups go"
                                        + " to the file and may wait for the disk.",
                        initial = "1GiB",
                        min = "0B",
                        max = "64GiB")
                ByteSize memory,
        @Inlined LocationGroupConfig group,
        @Option("Provisioning log: what a replica can be brought up to date from.")
                LocationLogConfig log) {}
