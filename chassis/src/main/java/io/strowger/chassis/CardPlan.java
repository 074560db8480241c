// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import java.nio.file.Path;
import java.util.List;

/**
 * What is to run in a place.
 *
 * @param place where
 * @param command program and arguments
 * @param url where it serves REST
 * @param data its directory; the lock in it names the process that has it
 * @param log takes what it writes
 */
public record CardPlan(Place place, List<String> command, String url, Path data, Path log) {
    /** The lock that a process holds on its data directory. */
    static final String LOCK = "strowger.lock";

    /** Copies the command. */
    public CardPlan {
        command = List.copyOf(command);
    }
}
