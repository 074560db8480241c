// SPDX-License-Identifier: Apache-2.0
package io.strowger.ping;

import java.net.InetAddress;

/** Asks hosts whether they are there, and never waits. One thread. */
public interface Echo {
    /** What comes of questions. */
    interface Answers {
        /** The host has answered the question of this number. */
        void onAnswer(int target, long number);
    }

    /**
     * Asks a host.
     *
     * @param target names the host in the answer
     * @param number names the question in the answer
     * @return false when the question could not be sent, which is no answer either
     */
    boolean ask(InetAddress host, int target, long number);

    /** Hands over the answers that have come; how many. */
    int poll(Answers to);
}
