// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

/** A way from one to many. Publisher and subscribers name the same. */
public sealed interface StreamRoute {
    /** Where the publisher sends. */
    String publicationChannel();

    /** Where a subscriber listens. */
    String subscriptionChannel();

    /** Whether frames go over a network. */
    boolean leavesHost();

    /**
     * One datagram for all, on a network that carries multicast.
     *
     * @param group IP address and port of the group; the last number of the address is odd (the even one above it carries
     *     the receivers' reports)
     * @param networkInterface IP address of this host's interface in that network
     * @param hops routers that a datagram may cross, 0..255
     */
    record Multicast(String group, String networkInterface, int hops) implements StreamRoute {
        @Override
        public String publicationChannel() {
            return "aeron:udp?endpoint="
                    + group
                    + "|interface="
                    + networkInterface
                    + "|ttl="
                    + hops
                    + Streams.PUBLICATION;
        }

        @Override
        public String subscriptionChannel() {
            return "aeron:udp?endpoint=" + group + "|interface=" + networkInterface;
        }

        @Override
        public boolean leavesHost() {
            return true;
        }
    }

    /**
     * One datagram for each subscriber, who says by itself that it is there.
     *
     * @param control IP address or name and port of the publisher, where subscribers announce themselves
     * @param local IP address of the subscriber's interface to it; the publisher's own for the publisher
     */
    record Unicast(String control, String local) implements StreamRoute {
        @Override
        public String publicationChannel() {
            return "aeron:udp?control=" + control + "|control-mode=dynamic" + Streams.PUBLICATION;
        }

        @Override
        public String subscriptionChannel() {
            return "aeron:udp?endpoint="
                    + local
                    + ":0|control="
                    + control
                    + "|control-mode=dynamic";
        }

        @Override
        public boolean leavesHost() {
            return true;
        }
    }

    /** Shared memory between processes with the same media driver. */
    record SharedMemory() implements StreamRoute {
        @Override
        public String publicationChannel() {
            return Streams.LOCAL + "?term-length=" + Streams.TERM;
        }

        @Override
        public String subscriptionChannel() {
            // Not tethered: a subscriber that has stopped is let go, and the publisher does not
            // wait for it.
            return Streams.LOCAL + "?tether=false";
        }

        @Override
        public boolean leavesHost() {
            return false;
        }
    }
}
