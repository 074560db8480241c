// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

/**
 * How one designated receiver behaves.
 *
 * @param replica its own; the role is {@link Message.Role#DESIGNATED_RECEIVER}
 * @param loads what it serves below
 * @param beatNanos of the leader's announcements
 */
public record DesignatedReceiverConfig(
        ReplicaConfig replica, LoadServerConfig loads, long beatNanos) {}
