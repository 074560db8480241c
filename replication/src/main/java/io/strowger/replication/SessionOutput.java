// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import org.agrona.DirectBuffer;

/** Sessions with single members, designated receivers and replicas, named by their ids. */
@FunctionalInterface
public interface SessionOutput {
    /**
     * Sends a frame to one of them, as {@link FrameOutput#offer}.
     *
     * @param id of a member, designated receiver or replica; unknown ids are refused
     */
    boolean offer(long id, DirectBuffer buffer, int offset, int length);
}
