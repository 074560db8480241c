// SPDX-License-Identifier: Apache-2.0
package io.strowger.authentication;

import io.strowger.location.DomainView;
import io.strowger.location.LocationReader;
import org.agrona.DirectBuffer;

/** Port: which domains' users are ours. */
public interface HomeDomains {
    /** Whether users at this host (a span of the buffer) are ours. */
    boolean isServed(DirectBuffer buffer, long host, int port, LocationReader reader);

    /** The record of a domain; false when it has none. */
    boolean domain(DirectBuffer buffer, long host, LocationReader reader, DomainView into);
}
