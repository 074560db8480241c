// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.SipMessage;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Calls forwarded as a proxy does it: once all objects have been made, nothing is allocated. */
class AllocationTest {
    private static final int CALLS = 100_000;

    /** A call each millisecond, so that some 32,000 of them are in Accepted at any time. */
    private static final long PACE_NANOS = 1_000_000;

    private static final class Calls extends IgnoringUser {
        private final Flow caller = Wire.udp();
        private final Flow callee = Wire.udp();
        private final Template invite = Template.request("INVITE");
        private final Template ack = Template.request("ACK");
        private final Template bye = Template.request("BYE");
        private final Template ringing = Template.response(180, "INVITE");
        private final Template answered = Template.response(200, "INVITE");
        private final Template done = Template.response(200, "BYE");
        private final TransactionLayer layer =
                new TransactionLayer(
                        TimerValues.standard(),
                        this,
                        this,
                        new TransactionLimits(100_000, 100_000, 256 << 20, 1_000, 5),
                        new KeyedHash(1, 2),
                        TransactionCounters.allocate(Ladder.counters()),
                        0);
        private long now;
        private long calls;
        private long finals;

        @Override
        public void onRequest(
                final ServerTransaction transaction, final SipMessage request, final long nanos) {
            final Template out = transaction.isInvite() ? invite : bye;
            final var sent =
                    layer.send(
                            request.method(),
                            out.buffer(),
                            0,
                            out.length(),
                            out.branch(),
                            callee,
                            nanos);
            if (sent == null) {
                throw new AssertionError("not sent");
            }
            sent.context(transaction);
            transaction.context(sent);
        }

        @Override
        public void onResponse(
                final ClientTransaction transaction, final SipMessage response, final long nanos) {
            if (!(transaction.context() instanceof ServerTransaction server)) {
                throw new AssertionError("no server transaction");
            }
            final int code = response.statusCode();
            layer.respond(
                    server, code, response.buffer(), response.offset(), response.length(), nanos);
            finals += code >= 200 ? 1 : 0;
        }

        private void call() {
            final long number = calls++;
            layer.onMessage(invite.parsed(number), caller, now);
            layer.onMessage(ringing.parsed(number), callee, now);
            layer.onMessage(answered.parsed(number), callee, now);
            layer.onMessage(ack.parsed(-number - 1), caller, now);
            layer.onMessage(bye.parsed(number), caller, now);
            layer.onMessage(done.parsed(number), callee, now);
            now += PACE_NANOS;
            layer.doTimers(now);
        }
    }

    /** What parsing alone takes of a call, in nanoseconds. */
    private static long parsingNanos(
            final Calls calls, final ThreadMXBean threads, final long thread) {
        final long beginning = threads.getThreadCpuTime(thread);
        for (long number = 0; number < CALLS; number++) {
            calls.invite.parsed(number);
            calls.ringing.parsed(number);
            calls.answered.parsed(number);
            calls.ack.parsed(-number - 1);
            calls.bye.parsed(number);
            calls.done.parsed(number);
        }
        return (threads.getThreadCpuTime(thread) - beginning) / CALLS;
    }

    @Test
    void forwardingCallsAllocatesNothing() {
        final Calls calls = new Calls();
        for (int i = 0; i < CALLS; i++) {
            calls.call();
        }
        final var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().threadId();
        final long before = threads.getThreadAllocatedBytes(thread);
        final long beginning = threads.getThreadCpuTime(thread);
        for (int i = 0; i < CALLS; i++) {
            calls.call();
        }
        final long nanos = threads.getThreadCpuTime(thread) - beginning;
        final long allocated = threads.getThreadAllocatedBytes(thread) - before;
        System.out.printf(
                "%d ns of CPU for a call of two server and two client transactions,"
                        + " %d ns of them for parsing%n",
                nanos / CALLS, parsingNanos(calls, threads, thread));
        assertThat(calls.finals).isEqualTo(4L * CALLS);
        assertThat(allocated).isLessThan(CALLS);
    }
}
