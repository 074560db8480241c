// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

/** What operational status has to say to the process. It must not call back from here. */
public interface StatusOutput {
    /**
     * Send an ICMP echo to the node's host. An answer with the same number goes to {@link
     * OperationalStatus#onPingAnswered}; what cannot be sent counts as not answered.
     */
    void sendPing(int node, long number);

    /**
     * Send SIP OPTIONS over the trunk, on the way that calls take. An answer with the same number
     * goes to {@link OperationalStatus#onOptionsAnswered}.
     */
    void sendOptions(int node, long number);

    /**
     * Tell a node that was given up to forget what it has in hand, which is another one's now. Said until it is back, for it may
     * be slow to hear: what it still repeated, or answered for lack of an answer, would disturb calls that go on elsewhere.
     */
    default void sendForget(final int node) {}

    /** The node's status has changed. When it {@link NodeStatus#isAway}, its work is to go on. */
    void onStatus(int node, NodeStatus before, NodeStatus now, long nowNanos);

    /** The node has answered OPTIONS after so long. */
    void onResponseTime(int node, long nanos);
}
