// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/** Limits on transactions. */
public record TransactionsConfig(
        @Option(
                        value =
                                "Most transactions at a time; beyond it new requests are answered"
                                        + " 503.",
                        initial = "1000000",
                        min = "16",
                        max = "10000000")
                int max) {}
