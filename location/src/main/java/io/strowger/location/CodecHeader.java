// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import io.strowger.location.codec.MessageHeaderDecoder;
import io.strowger.location.codec.MessageHeaderEncoder;
import org.agrona.DirectBuffer;

/** The four bytes that begin every encoded value: block length, template, schema, version. */
final class CodecHeader {
    static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH;

    private CodecHeader() {}

    /** The length of the block that follows the header of a message of this template, or -1 when it is not one. */
    static int block(final DirectBuffer buffer, final int templateId) {
        if (buffer.capacity() < LENGTH
                || (buffer.getByte(MessageHeaderDecoder.templateIdEncodingOffset()) & 0xFF)
                        != templateId
                || (buffer.getByte(MessageHeaderDecoder.schemaIdEncodingOffset()) & 0xFF)
                        != MessageHeaderDecoder.SCHEMA_ID) {
            return -1;
        }
        final int block = buffer.getByte(MessageHeaderDecoder.blockLengthEncodingOffset()) & 0xFF;
        return LENGTH + block <= buffer.capacity() ? block : -1;
    }
}
