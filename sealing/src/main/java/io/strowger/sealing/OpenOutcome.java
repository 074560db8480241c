// SPDX-License-Identifier: Apache-2.0
package io.strowger.sealing;

/** What became of a frame that came over the network. Everything but the first two is a fault worth a line. */
public enum OpenOutcome {
    /** The payload may be used. */
    OPENED(""),
    /** The same frame has been opened before: it came over two networks, or somebody sends it again. */
    DUPLICATE(""),
    /** It is so far behind the newest that nobody can tell any more whether it was opened before. */
    TOO_OLD("frames arrive so late that they are dropped"),
    /** Too short, or of another version. */
    MALFORMED("frames arrive that are none of ours: check who else sends to this port"),
    /** Sealed with a secret that this process does not have. */
    OTHER_SECRET("frames arrive that are sealed with another cluster secret"),
    /** The tag does not match: changed on the way, or made by somebody without the secret. */
    FORGED("frames arrive that were changed or forged"),
    /** The sender has been started again since. */
    OLDER_INCARNATION(
            "frames arrive from before their sender was started again: somebody repeats them, or two processes have the"
                    + " same id"),
    /** The first frame of a sender is much older or younger than the clock here says. */
    STALE(
            "the first frame of a sender is not of this time: somebody repeats it, or the clocks of the two hosts differ"),
    /** As many senders as fit are known already. */
    TOO_MANY_SENDERS("frames arrive from more senders than this process keeps");

    private final String explanation;

    OpenOutcome(final String explanation) {
        this.explanation = explanation;
    }

    /** Whether somebody should look into it. */
    public boolean isFault() {
        return !explanation.isEmpty();
    }

    /** For the log line. */
    public String explanation() {
        return explanation;
    }
}
