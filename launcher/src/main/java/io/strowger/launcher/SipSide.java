// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** Why no calls can come in, null when they can. */
    default @Nullable String complaint() {
        return null;
    }

    /** Refuses new calls, or has others get them, from now on. */
    void drain();

    @Override
    void close();
}
