// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import org.agrona.DirectBuffer;

/** Is given frames that have come. The buffer is valid during the call only. */
@FunctionalInterface
public interface FrameHandler {
    /** One whole frame. */
    void onFrame(DirectBuffer buffer, int offset, int length);
}
