// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

/**
 * A card as it is shown.
 *
 * @param place such as node0
 * @param role such as node
 * @param pid of its process, 0 when there is none
 * @param state in words
 * @param active whether it is the active one of its role
 * @param restarts since the chassis was first started
 * @param uptimeMillis of its process, 0 when there is none
 * @param url where it serves REST
 * @param reason what became of the process before this one, empty at first
 */
public record ShownCard(
        String place,
        String role,
        long pid,
        String state,
        boolean active,
        int restarts,
        long uptimeMillis,
        String url,
        String reason) {}
