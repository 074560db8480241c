// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options that all processes of a cluster share. */
public record ClusterConfig(
        @Option(
                        "File that holds the cluster's secret, 16 to 4096 bytes, the same for all"
                                + " its processes, readable by them only; what goes between hosts is"
                                + " sealed with it.")
                @Nullable Path secretFile,
        @Option(
                        value =
                                "Files with further secrets that are accepted while the cluster's secret"
                                        + " is being changed.",
                        initial = "[]",
                        maxElements = 3)
                List<Path> otherSecretFiles) {}
