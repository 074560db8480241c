// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.util.List;

/** The cluster node of a process. */
interface SipSide extends AutoCloseable {
    /** Where SIP is served, as in {@code sip.listen}, with real ports. */
    List<String> listening();

    /** INVITE requests that began a call, since the start. */
    long calls();

    /** Transactions open now. */
    long transactions();

    /** Connections open now. */
    long connections();

    /** Refuses new calls from now on. */
    void drain();

    @Override
    void close();
}
