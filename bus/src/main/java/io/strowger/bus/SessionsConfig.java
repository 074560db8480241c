// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may be asked, and who may ask.
 *
 * @param listen IP addresses and ports where this process is asked over its networks, none when it is not
 * @param local IP address of the interface that replies come in by, 0.0.0.0 for any; one for each network, or one for all
 * @param members addresses and ports of those that this process can ask, by their ids, one for each network: the next one is
 *     tried when the other end is not reached, or is gone
 * @param sharedMemory whether sessions with processes that use the same media driver go by shared memory; ids that are
 *     not among the members are then asked there
 * @param maxSessions of each kind, asking and being asked; further ones are refused
 * @param idle a session without a frame for so long is closed
 */
public record SessionsConfig(
        List<String> listen,
        List<String> local,
        Map<Long, List<String>> members,
        boolean sharedMemory,
        int maxSessions,
        Duration idle) {

    public SessionsConfig {
        listen = List.copyOf(listen);
        local = List.copyOf(local);
        members = Map.copyOf(members);
        if (local.isEmpty() || members.values().stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("sessions: an address at least");
        }
        if (maxSessions < 1 || idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("sessions: at least 1, idle longer than 0");
        }
    }

    /** Sessions over one network. */
    public SessionsConfig(
            final @Nullable String listen,
            final String local,
            final Map<Long, String> members,
            final boolean sharedMemory,
            final int maxSessions,
            final Duration idle) {
        this(
                listen == null ? List.of() : List.of(listen),
                List.of(local),
                members.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey, each -> List.of(each.getValue()))),
                sharedMemory,
                maxSessions,
                idle);
    }
}
