// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import org.agrona.DirectBuffer;

/**
 * Where frames go out: a stream to everybody, or a session to one. The bytes are taken or refused at once and not kept.
 */
@FunctionalInterface
public interface FrameOutput {
    /**
     * Sends a frame of at most {@link WireLimits#FRAME} bytes.
     *
     * @return false when it was not taken because the way is full or not connected. It is then lost; nobody waits:
     *     what the receiver misses, it sees by the level and loads
     */
    boolean offer(DirectBuffer buffer, int offset, int length);
}
