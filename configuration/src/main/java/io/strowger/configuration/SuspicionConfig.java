// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What makes a source suspect, and what follows from it. */
public record SuspicionConfig(
        @Option(
                        value =
                                "Who has one of these words in its User-Agent, in any case, gets no"
                                        + " answer and is suspect; 1 to 64 characters of ASCII each.",
                        initial =
                                "[friendly-scanner, sipvicious, sundayddr, sipcli, sip-scan,"
                                        + " siparmyknife, vaxsipuseragent, pplsip, iwar]")
                List<String> scanners,
        @Option(
                        value =
                                "A source is suspect when so many more of its requests fail (401,"
                                        + " 403, 404, 407) than succeed, within failure-time; a"
                                        + " success outweighs four failures. 0 suspects nobody.",
                        initial = "0",
                        min = "0",
                        max = "10000000")
                int failures,
        @Option(
                        value = "Time in which failures are forgotten.",
                        initial = "1m",
                        min = "1s",
                        max = "30d")
                Duration failureTime,
        @Option(
                        value =
                                "Messages a second that a suspect source may send by UDP, where"
                                        + " anybody can send in its name; by TCP it is banned.",
                        initial = "20",
                        min = "1",
                        max = "10000000")
                int suspectRate,
        @Option(
                        value = "How long a source stays suspect or banned.",
                        initial = "10m",
                        min = "1s",
                        max = "30d")
                Duration banTime,
        @Option(
                        value =
                                "Whether a suspect source is banned for what came by UDP, too. Only"
                                        + " where the network refuses forged source addresses.",
                        initial = "false")
                boolean banDatagramSources)
        implements CheckedRecord {

    @Override
    public @Nullable Violation violation() {
        for (String scanner : scanners) {
            if (!scanner.matches("[ -~]{1,64}")) {
                return new Violation(
                        "scanners",
                        "'" + scanner + "' is no such word",
                        "1 to 64 printable ASCII characters");
            }
        }
        return null;
    }
}
