// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.authentication.HomeDomains;
import io.strowger.location.DomainView;
import io.strowger.location.LocationReader;
import io.strowger.routing.ServedDomains;
import org.agrona.DirectBuffer;

/** Tells authentication what routing knows about domains. */
record ServedHomes(ServedDomains domains) implements HomeDomains {
    @Override
    public boolean isServed(
            final DirectBuffer buffer,
            final long host,
            final int port,
            final LocationReader reader) {
        return domains.isServed(buffer, host, port, reader);
    }

    @Override
    public boolean domain(
            final DirectBuffer buffer,
            final long host,
            final LocationReader reader,
            final DomainView into) {
        return domains.domain(buffer, host, reader, into);
    }
}
