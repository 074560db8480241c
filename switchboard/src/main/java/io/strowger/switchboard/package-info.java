// SPDX-License-Identifier: Apache-2.0

/**
 * A switch at work: the sockets of the router, the trunk to its nodes and the decisions of {@code switching}, joined in one
 * thread. It changes no message. What it adds of its own are OPTIONS that ask nodes how they are, and 503 where no node can be
 * given.
 */
@NullMarked
package io.strowger.switchboard;

import org.jspecify.annotations.NullMarked;
