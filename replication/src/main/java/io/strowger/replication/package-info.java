// SPDX-License-Identifier: Apache-2.0

/**
 * The replication protocol as pure machines: publisher, replica, load server, designated receiver. They own no clock,
 * no socket, no thread and no file; a process drives them with frames and the time and gives them their ports.
 * docs/REPLICATION.md tells it in two pages.
 */
@NullMarked
package io.strowger.replication;

import org.jspecify.annotations.NullMarked;
