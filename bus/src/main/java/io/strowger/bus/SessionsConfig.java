// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may be asked, and who may ask.
 *
 * @param listen IP address and port where this process is asked over the network, null when it is not
 * @param local IP address of the interface that replies come in by, 0.0.0.0 for any
 * @param members address and port of those that this process can ask, by their ids
 * @param sharedMemory whether sessions with processes that use the same media driver go by shared memory; ids that are
 *     not among the members are then asked there
 * @param maxSessions of each kind, asking and being asked; further ones are refused
 * @param idle a session without a frame for so long is closed
 */
public record SessionsConfig(
        @Nullable String listen,
        String local,
        Map<Long, String> members,
        boolean sharedMemory,
        int maxSessions,
        Duration idle) {

    public SessionsConfig {
        members = Map.copyOf(members);
        if (maxSessions < 1 || idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("sessions: at least 1, idle longer than 0");
        }
    }
}
