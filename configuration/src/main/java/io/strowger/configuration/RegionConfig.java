// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Options of a region: nodes that follow designated receivers in the place of the location server.
 *
 * @param receiver which of the receivers this process is, null when it is a node below them
 */
public record RegionConfig(
        @Option(
                        "Name of the region, another one for each region of the cluster: letters,"
                                + " digits, '.', '_' and '-'. Not set = there is no region.")
                @Nullable String name,
        @Option(
                        value =
                                "The designated receivers of the region, the same list in the same"
                                        + " order for all its processes: host and the first of two"
                                        + " UDP ports. Two stand in for each other.",
                        initial = "[]",
                        maxElements = 3)
                List<HostPort> receivers,
        @Option(
                        value =
                                "The same over a second network; then every update goes over both,"
                                        + " and what comes first counts.",
                        initial = "[]",
                        maxElements = 3)
                List<HostPort> receiversB,
        @Option(
                        value =
                                "Which of the receivers this process is, from 0; not set = a node"
                                        + " that follows them.",
                        min = "0",
                        max = "2")
                @Nullable Integer receiver,
        @Inlined StreamConfig way)
        implements CheckedRecord {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,32}");
    private static final int PORTS = 2;

    /** Whether there is a region at all. */
    public boolean isSet() {
        return name != null;
    }

    /** Whether this process is one of its designated receivers. */
    public boolean isServed() {
        return receiver != null;
    }

    /** Where this process publishes and is asked for loads as a receiver, on each network. */
    List<HostPort> served() {
        if (receiver == null) {
            return List.of();
        }
        return receiversB.isEmpty()
                ? List.of(receivers.get(receiver))
                : List.of(receivers.get(receiver), receiversB.get(receiver));
    }

    private @Nullable Violation groupViolation() {
        final Violation first = way.portViolation(receivers);
        return first == null ? way.portViolation(receiversB) : first;
    }

    @Override
    public @Nullable Violation violation() {
        if (name == null) {
            return receivers.isEmpty() && receiver == null
                    ? null
                    : new Violation("name", "a region without a name", "such as east");
        }
        if (!NAME.matcher(name).matches()) {
            return new Violation(
                    "name",
                    "'" + name + "' is no name of a region",
                    "1 to 32 letters, digits, '.', '_', '-'");
        }
        if (receivers.isEmpty()) {
            return new Violation(
                    "receivers",
                    "region " + name + " has no designated receiver",
                    "1 to 3 of them, such as [east1.example.net:7490, east2.example.net:7490]");
        }
        if (!receiversB.isEmpty() && receiversB.size() != receivers.size()) {
            return new Violation(
                    "receivers-b",
                    receiversB.size() + " receivers on the second network",
                    "as many as in receivers: " + receivers.size());
        }
        if (receiver != null && receiver >= receivers.size()) {
            return new Violation(
                    "receiver",
                    "there is no receiver " + receiver + " among " + receivers.size(),
                    "0 to " + (receivers.size() - 1));
        }
        final Violation shared = HostPort.sharedPorts("receivers", receivers, PORTS);
        return shared == null ? groupViolation() : shared;
    }
}
