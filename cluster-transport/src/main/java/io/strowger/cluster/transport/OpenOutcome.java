// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

/** What became of a datagram that came over the network. */
public enum OpenOutcome {
    /** What it held may be used. */
    OPENED,
    /** It has been opened before: somebody sends it again. */
    DUPLICATE,
    /** So far behind the newest of its sender that nobody can tell whether it was opened before. */
    TOO_OLD,
    /** Too short, or of another version: none of ours. */
    MALFORMED,
    /** Sealed with a secret that this process does not have. */
    OTHER_SECRET,
    /** The tag does not match: changed on the way, or made by somebody without the secret. */
    FORGED,
    /** The first of its sender, and not of this time: somebody repeats it, or two clocks differ. */
    STALE,
    /** No datagram but a word of somebody who could not open ours. */
    REFUSAL
}
