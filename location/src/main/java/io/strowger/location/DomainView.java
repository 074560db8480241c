// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import io.strowger.location.codec.StoredDomainDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The value of one DOMAIN record; unlike the other views it keeps nothing of the bytes it was read from. */
public final class DomainView {
    private final UnsafeBuffer bytes = new UnsafeBuffer(BindingSetView.NOTHING, 0, 0);
    private ServiceOverride service = ServiceOverride.NONE;
    private AuthenticationOverride authentication = AuthenticationOverride.NONE;
    private long level;

    /** Reads a value; false when the bytes do not hold a domain. */
    public boolean wrap(
            final DirectBuffer buffer, final int offset, final int length, final long level) {
        bytes.wrap(buffer, offset, length);
        this.level = level;
        final int block = CodecHeader.block(bytes, StoredDomainDecoder.TEMPLATE_ID);
        if (block < StoredDomainDecoder.BLOCK_LENGTH) {
            return false;
        }
        service =
                ServiceOverride.ofCode(
                        bytes.getByte(
                                CodecHeader.LENGTH + StoredDomainDecoder.serviceEncodingOffset()));
        authentication =
                AuthenticationOverride.ofCode(
                        bytes.getByte(
                                CodecHeader.LENGTH
                                        + StoredDomainDecoder.authenticationEncodingOffset()));
        return true;
    }

    public ServiceOverride service() {
        return service;
    }

    public AuthenticationOverride authentication() {
        return authentication;
    }

    /** The database level that last changed this record. */
    public long level() {
        return level;
    }
}
