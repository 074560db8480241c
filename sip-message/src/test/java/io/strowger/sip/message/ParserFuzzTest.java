// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Coverage-guided search for bytes that the parser, a view, a cursor or a writer does not survive,
 * or that mean something else when other bytes lie around them. In a normal build the kept inputs
 * are replayed; {@code .ci/fuzz} searches.
 */
class ParserFuzzTest {
    private final SipMessage message = new SipMessage();
    private final SipMessage again = new SipMessage();
    private final MessageWalk walk = new MessageWalk();

    @DictionaryFile(resourcePath = "/fuzz/sip.dict")
    @FuzzTest(maxDuration = "30s")
    void parsing(final byte[] bytes) {
        final UnsafeBuffer exact = new UnsafeBuffer(bytes);
        final List<String> alone = new ArrayList<>(walk.over(message, exact, 0, bytes.length));
        final UnsafeBuffer guarded = TestMessages.guarded(bytes, bytes.length, '"', 9);
        if (!walk.over(message, guarded, 9, bytes.length).equals(alone)) {
            throw new AssertionError("depends on what lies around it");
        }
        if (message.parse(exact, 0, bytes.length) == Malformation.NONE) {
            whatIsWrittenIsSound();
        }
    }

    /** What we make from a sound message must be a sound message again. */
    private void whatIsWrittenIsSound() {
        final Flow flow = TestMessages.flow(TransportProtocol.UDP, "192.0.2.7", 5062);
        final SipWriter writer =
                new SipWriter().wrap(new UnsafeBuffer(new byte[99_000]), 0, 99_000);
        if (message.isRequest()) {
            final ForwardedRequestWriter forwarded = new ForwardedRequestWriter();
            forwarded.begin(message, flow);
            final SipWriter via =
                    forwarded.beginVia(message, flow.protocol(), flow.local().sentBy());
            forwarded.endVia(via.put("z9hG4bKx"), flow.protocol());
            forwarded.deleteTopRoutes(message, 1);
            forwarded.write(message, writer);
        } else {
            final ForwardedResponseWriter forwarded = new ForwardedResponseWriter();
            if (!forwarded.nextVia(message, new ViaView())) {
                return;
            }
            forwarded.write(message, false, writer);
        }
        if (writer.length() <= SipMessage.MAX_LENGTH) {
            final Malformation outcome = again.parse(writer.buffer(), 0, writer.length());
            // One header more than there may be is the only thing that forwarding can bring about.
            if (outcome != Malformation.NONE && outcome != Malformation.TOO_MANY_HEADERS) {
                throw new AssertionError(outcome + " in\n" + TestMessages.text(writer));
            }
        }
    }
}
