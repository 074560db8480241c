// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import org.agrona.DirectBuffer;

/** The links of one end, by their numbers from 0 to {@link LinkChoice#MOST} less one. */
interface LinkSet {
    boolean has(int link);

    /** Of a link that there is. */
    String address(int link);

    /** Whether there is such a link and the peer is at its other end. */
    boolean isConnected(int link, long peer);

    /** False when there is no such link, it takes no more, or nobody is there. */
    boolean offer(int link, long peer, DirectBuffer frame, int length);
}
