// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import org.agrona.DirectBuffer;

/** What a switch has done by the process that drives it. It must not call back from here. */
public interface SwitchOutput extends StatusOutput {
    /**
     * Send a frame over the trunk; the bytes are taken or refused at once and not kept.
     *
     * @return false when the trunk to this node takes no more
     */
    boolean sendToNode(int node, DirectBuffer frame, int offset, int length);

    /** Whether a request from outside is to be worked on; else it gets no answer. */
    default boolean admits(final SwitchedMessage request) {
        return true;
    }

    /** Whether messages wait too long for this switch, so that it does not take this new request. */
    default boolean isOverloaded(final SwitchedMessage request) {
        return false;
    }

    /**
     * Answer a request with 503, without a transaction (RFC 3261 §8.2.7), to where it came from.
     *
     * @param request valid during the call
     */
    void refuse(SwitchedMessage request, Refusal reason);
}
