// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options of a location server whose members are processes of their own. */
public record LocationGroupConfig(
        @Option(
                        value =
                                "Members of the location server, the same list in the same order for"
                                        + " all processes: host and the first of six UDP ports."
                                        + " Three survive the loss of one; a name rather than an"
                                        + " address lets a new machine take a member's place.",
                        initial = "[]",
                        maxElements = 3)
                List<HostPort> members,
        @Option(
                        value =
                                "Which of the members 'strowger location' is, from 0; each has its"
                                        + " own number.",
                        initial = "0",
                        min = "0",
                        max = "2")
                int member,
        @Option(
                        "Name or address of this host as the members see it; found out by itself"
                                + " when not set.")
                @Nullable String replyHost,
        @Option(
                        value =
                                "A change that is not committed for so long is answered 503; it bridges the"
                                        + " election of another member, one to two seconds.",
                        initial = "4s",
                        min = "100ms",
                        max = "60s")
                Duration updateTimeout)
        implements CheckedRecord {
    private static final int PORTS = 6;

    @Override
    public @Nullable Violation violation() {
        if (members.size() == 2) {
            return new Violation(
                    "members",
                    "with 2 members the loss of one stops all changes",
                    "1 or 3 members");
        }
        if (!members.isEmpty() && member >= members.size()) {
            return new Violation(
                    "member",
                    "there is no member " + member + " among " + members.size(),
                    "0 to " + (members.size() - 1));
        }
        return HostPort.sharedPorts("members", members, PORTS);
    }
}
