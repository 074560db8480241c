// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/** Limits on a SIP message. */
public record MessageConfig(
        @Option(
                        value = "Longest message accepted, body included.",
                        initial = "64KiB",
                        min = "2KiB",
                        max = "1MiB")
                ByteSize maxBytes) {}
