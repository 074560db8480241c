// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import io.strowger.location.codec.MessageHeaderEncoder;
import io.strowger.location.codec.StoredDomainEncoder;
import org.agrona.MutableDirectBuffer;

/** Writes the value of a DOMAIN record. */
public final class DomainEncoder {
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final StoredDomainEncoder message = new StoredDomainEncoder();

    /** Writes the domain and gives its length. */
    public int encode(
            final MutableDirectBuffer buffer,
            final int offset,
            final ServiceOverride service,
            final AuthenticationOverride authentication) {
        message.wrapAndApplyHeader(buffer, offset, header)
                .service(service.code())
                .authentication(authentication.code());
        return message.limit() - offset;
    }
}
