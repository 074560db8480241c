// SPDX-License-Identifier: Apache-2.0
package io.strowger.table.stream;

import org.agrona.DirectBuffer;

/** Link 213, one way. */
@FunctionalInterface
public interface TableOutput {
    /**
     * Sends a frame of at most {@link TableFrame#MAX_LENGTH} bytes to the other switch; the bytes are
     * taken or refused at once and not kept.
     *
     * @return false when the link takes no more, or nobody is there
     */
    boolean offer(DirectBuffer buffer, int offset, int length);
}
