// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.trunk.RecordKind;
import io.strowger.trunk.TrunkRecord;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * OPTIONS of the switch itself (RFC 3261 §11), which go the way that calls go. They come to the node on a flow that no phone has:
 * from port 0. One thread.
 */
final class HealthCheck {
    private static final int MOST = 1024;
    private static final long NUMBERS = 0x7FFF_FFFFL;

    private final UnsafeBuffer record = new UnsafeBuffer(new byte[MOST]);
    private final SipWriter writer = new SipWriter();
    private final SipMessage answer = new SipMessage();
    private final Flow flow;
    private final String protocol;
    private final String point;
    private final String process;

    /**
     * @param local a listening point, of which the OPTIONS seem to be sent
     * @param process a random number of this process
     */
    HealthCheck(final LocalPoint local, final long process) {
        final IpAddress nowhere = IpAddress.v4(0x7F000001);
        flow = new Flow(local, nowhere.high(), nowhere.low(), 0, 0);
        protocol = local.protocol().name().toUpperCase(Locale.ROOT);
        point = new String(local.sentBy(), StandardCharsets.US_ASCII);
        this.process = Long.toHexString(process);
    }

    /** Writes the OPTIONS of this number to a node; it is valid until the next. */
    DirectBuffer write(final int node, final long number) {
        final String call = process + '-' + node;
        writer.wrap(record, TrunkRecord.HEADER, MOST - TrunkRecord.HEADER)
                .put("OPTIONS sip:" + point + " SIP/2.0\r\n")
                .put("Via: SIP/2.0/" + protocol + ' ' + point + ";rport;branch=z9hG4bK-switch-")
                .put(call + '-' + Long.toHexString(number) + "\r\n")
                .put("Max-Forwards: 70\r\n")
                .put("From: <sip:switch@" + point + ">;tag=" + process + "\r\n")
                .put("To: <sip:" + point + ">\r\n")
                .put("Call-ID: switch-" + call + "\r\n")
                .put("CSeq: ")
                .putDecimal(number & NUMBERS)
                .put(" OPTIONS\r\nContent-Length: 0\r\n\r\n");
        TrunkRecord.write(record, 0, RecordKind.MESSAGE, flow, writer.length());
        return record;
    }

    /** Of what was written last, in bytes. */
    int length() {
        return TrunkRecord.HEADER + writer.length();
    }

    /** Whether a record of a node goes to the switch itself. */
    static boolean isAnswer(final TrunkRecord from) {
        return from.port() == 0 && from.connection() == 0;
    }

    /** Reads an answer; false when it is none. */
    boolean read(final TrunkRecord from) {
        return answer.parse(from.buffer(), from.sipOffset(), from.sipLength()) == Malformation.NONE
                && !answer.isRequest();
    }

    /** Of the OPTIONS that was answered. */
    long number() {
        return answer.cseqNumber();
    }

    int statusCode() {
        return answer.statusCode();
    }
}
