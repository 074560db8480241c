// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

/** What the system holds for one UDP socket. Owned by the signaling thread. */
interface ReceiveBuffer {
    /** Where the system tells nothing: no pressure is ever seen, so nobody is limited. */
    ReceiveBuffer UNKNOWN =
            new ReceiveBuffer() {
                @Override
                public void look() {}

                @Override
                public int fillPercent() {
                    return 0;
                }

                @Override
                public int takeDropped() {
                    return 0;
                }

                @Override
                public void discardInSystem(final Offenders offenders) {}
            };

    /** Asks the system; the other methods answer what it said. */
    void look();

    /** How full it is, 0 to somewhat above 100. */
    int fillPercent();

    /** Datagrams that the system has discarded, as of the last look, since they were asked for. */
    int takeDropped();

    /** Lets only their shares of what these send into the buffer; with none: everything. */
    void discardInSystem(Offenders offenders);
}
