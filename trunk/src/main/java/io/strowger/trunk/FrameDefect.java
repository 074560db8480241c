// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

/** What is wrong with a frame of the trunk. */
public enum FrameDefect {
    NONE,
    /** Shorter than its header. */
    TOO_SHORT,
    /** Of a version that says other things in the places that this one knows. */
    OTHER_VERSION,
    /** A header, or a record, says that it is shorter than it can be or longer than the frame. */
    BAD_LENGTH,
    /** A port that no UDP or TCP has, or a listening point that is not there. */
    BAD_FLOW
}
