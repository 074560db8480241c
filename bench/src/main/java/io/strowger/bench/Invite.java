// SPDX-License-Identifier: Apache-2.0
package io.strowger.bench;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** An INVITE as phones send it, with SDP: 12 headers, some 760 bytes. */
final class Invite {
    private static final String SDP =
            """
            v=0
            o=phone 53655765 2353687637 IN IP4 192.0.2.2
            s=-
            c=IN IP4 192.0.2.2
            t=0 0
            m=audio 40000 RTP/AVP 8 0 101
            a=rtpmap:8 PCMA/8000
            a=rtpmap:0 PCMU/8000
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-15
            """
                    .replace("\n", "\r\n");

    private static final String HEADERS =
            """
            INVITE sip:bob@example.org SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK7f3a91c2d4e5
            Max-Forwards: 70
            From: "Alice" <sip:alice@example.org>;tag=9fxced76sl
            To: <sip:bob@example.org>
            Call-ID: 3848276298220188511@192.0.2.2
            CSeq: 1 INVITE
            Contact: <sip:alice@192.0.2.2:5060>
            User-Agent: phone
            Allow: INVITE, ACK, CANCEL, BYE, OPTIONS
            Supported: timer, replaces
            Content-Type: application/sdp
            Content-Length: %d

            """
                    .replace("\n", "\r\n");

    private Invite() {}

    static UnsafeBuffer bytes() {
        return new UnsafeBuffer(
                (HEADERS.formatted(SDP.length()) + SDP).getBytes(StandardCharsets.US_ASCII));
    }
}
