// SPDX-License-Identifier: Apache-2.0
package io.strowger.bench;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.ForwardedRequestWriter;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.TransportProtocol;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The copy of RFC 3261 §16.6: Via, Record-Route, Max-Forwards, Request-URI; the rest as bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForwardBenchmark {
    private static final byte[] TARGET =
            "sip:bob@192.0.2.3:5060".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ROUTE =
            "<sip:192.0.2.1:5060;lr>".getBytes(StandardCharsets.US_ASCII);

    private final UnsafeBuffer bytes = Invite.bytes();
    private final SipMessage message = new SipMessage();
    private final LocalPoint point = new LocalPoint(TransportProtocol.UDP, "192.0.2.1", 5060, 0);
    private final Flow flow = new Flow(point, 0, 0xFFFF_C000_0202L, 5060, 0);
    private final ForwardedRequestWriter forwarder = new ForwardedRequestWriter();
    private final UnsafeBuffer out = new UnsafeBuffer(new byte[4096]);
    private final SipWriter writer = new SipWriter();

    @Setup
    public void parse() {
        if (message.parse(bytes, 0, bytes.capacity()) != Malformation.NONE) {
            throw new IllegalStateException("the sample is malformed");
        }
    }

    @Benchmark
    public boolean forwardInvite() {
        forwarder.begin(message, flow);
        final SipWriter via = forwarder.beginVia(message, TransportProtocol.UDP, point.sentBy());
        via.put(io.strowger.sip.message.ViaView.MAGIC_COOKIE).putHex(1).put('.').putHex(2);
        forwarder.endVia(via, TransportProtocol.UDP);
        forwarder.insertAtTop(message).name(HeaderName.RECORD_ROUTE).put(ROUTE).crlf();
        forwarder.replaceRequestUri(message).put(TARGET);
        return forwarder.write(message, writer.wrap(out, 0, out.capacity()));
    }
}
