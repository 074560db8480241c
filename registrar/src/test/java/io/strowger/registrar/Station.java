// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import io.strowger.location.Limits;
import io.strowger.location.MemoryLocation;
import io.strowger.location.RecordTable;
import io.strowger.location.client.UpdateOutcome;
import io.strowger.routing.OwnResponse;
import io.strowger.routing.Requests;
import io.strowger.routing.ServedDomains;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.transaction.ClientTransaction;
import io.strowger.sip.transaction.MessageSender;
import io.strowger.sip.transaction.ServerTransaction;
import io.strowger.sip.transaction.TimerValues;
import io.strowger.sip.transaction.TransactionCounters;
import io.strowger.sip.transaction.TransactionLayer;
import io.strowger.sip.transaction.TransactionLimits;
import io.strowger.sip.transaction.TransactionUser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * A registrar with the real transaction layer above a location database in a map. The test plays the
 * user agents, the location server and the clock.
 */
final class Station implements TransactionUser, MessageSender, BindingUpdates {
    static final long START_MILLIS = 1_700_000_000_000L;

    /** A change that the location server has not answered. */
    record Submission(long id, String aor, long expectedLevel, List<Byte> value) {}

    final MemoryLocation location = new MemoryLocation();
    final Deque<Submission> submissions = new ArrayDeque<>();
    final List<String> sent = new ArrayList<>();
    final TransactionLayer layer;
    final Registrar registrar;
    private final CountersManager counters;
    private Flow flow = Requests.flow(Requests.UDP_POINT, "192.0.2.77", 5060);
    private long nowMillis = START_MILLIS;
    private @Nullable ServerTransaction lastTransaction;
    private long lastId;
    private int branches;
    boolean queueFull;

    Station(final RegistrationLimits limits) {
        counters =
                new CountersManager(
                        new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 18)),
                        new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 16)),
                        StandardCharsets.US_ASCII);
        layer =
                new TransactionLayer(
                        TimerValues.standard(),
                        this,
                        this,
                        new TransactionLimits(64, 64, 8 << 20, 100, 5),
                        new KeyedHash(1, 2),
                        TransactionCounters.allocate(counters),
                        nowNanos());
        registrar =
                new Registrar(
                        layer,
                        new OwnResponse(Requests.key()),
                        this,
                        new ServedDomains(List.of("example.org"), Requests.POINTS),
                        limits,
                        RegistrarCounters.allocate(counters));
    }

    Station() {
        this(new RegistrationLimits(60, 7200, 3600, 0, 3, 4, 5));
    }

    Station from(final Flow other) {
        flow = other;
        return this;
    }

    /** Sends a REGISTER for alice; headers are separated by line feeds. */
    Station register(final String headers) {
        return register("reg-1", 1, headers);
    }

    Station register(final String callId, final int cseq, final String headers) {
        final String via =
                headers.contains("Via:")
                        ? ""
                        : "Via: SIP/2.0/UDP 192.0.2.77:5060;branch=z9hG4bK" + ++branches + "\n";
        final String to = headers.contains("To:") ? "" : "To: <sip:alice@example.org>\n";
        final SipMessage request =
                Requests.parse(
                        "REGISTER sip:example.org SIP/2.0\n"
                                + via
                                + "From: <sip:alice@example.org>;tag=1\n"
                                + to
                                + "Call-ID: "
                                + callId
                                + "\nCSeq: "
                                + cseq
                                + " REGISTER\n"
                                + headers
                                + (headers.isEmpty() ? "" : "\n")
                                + "\n");
        layer.onMessage(request, flow, nowNanos());
        return this;
    }

    /** The location server commits the oldest change that waits. */
    Station commit() {
        final Submission next = submissions.remove();
        final byte[] value = new byte[next.value.size()];
        for (int i = 0; i < value.length; i++) {
            value[i] = next.value.get(i);
        }
        location.put(RecordTable.BINDING, next.aor.getBytes(StandardCharsets.US_ASCII), value);
        return outcome(next.id, UpdateOutcome.COMMITTED);
    }

    /** The location server answers the oldest change that waits otherwise. */
    Station answer(final UpdateOutcome outcome) {
        return outcome(submissions.remove().id, outcome);
    }

    Station outcome(final long id, final UpdateOutcome outcome) {
        registrar.onOutcome(id, outcome, location, nowNanos(), nowMillis);
        return this;
    }

    Station pass(final long millis) {
        nowMillis += millis;
        layer.doTimers(nowNanos());
        return this;
    }

    /** The user agent's connection fails and its transaction with it. */
    Station abandonLast() {
        final ServerTransaction transaction = lastTransaction;
        if (transaction != null) {
            layer.abandon(transaction, nowNanos());
            layer.doTimers(nowNanos());
        }
        return this;
    }

    long nowMillis() {
        return nowMillis;
    }

    private long nowNanos() {
        return nowMillis * 1_000_000;
    }

    /** Registers and commits in one go; gives the contacts of the 200. */
    List<String> registered(final String callId, final int cseq, final String headers) {
        sent.clear();
        register(callId, cseq, headers);
        while (!submissions.isEmpty()) {
            commit();
        }
        return contacts();
    }

    String status() {
        return sent.isEmpty() ? "none" : sent.getLast().substring(8, 11);
    }

    /** Values of Contact in the last response. */
    List<String> contacts() {
        return values("Contact");
    }

    List<String> values(final String header) {
        return sent.isEmpty()
                ? List.of()
                : sent.getLast()
                        .lines()
                        .filter(line -> line.startsWith(header + ": "))
                        .map(line -> line.substring(header.length() + 2))
                        .toList();
    }

    long counter(final String label) {
        final long[] value = {-1};
        counters.forEach(
                (final long counterValue, final int id, final String text) -> {
                    if (text.equals(label)) {
                        value[0] = counterValue;
                    }
                });
        return value[0];
    }

    @Override
    public long submit(
            final DirectBuffer aor,
            final int aorOffset,
            final int aorLength,
            final long expectedLevel,
            final DirectBuffer value,
            final int valueOffset,
            final int valueLength) {
        if (queueFull || valueLength > Limits.VALUE) {
            return 0;
        }
        final Byte[] bytes = new Byte[valueLength];
        Arrays.setAll(bytes, i -> value.getByte(valueOffset + i));
        submissions.add(
                new Submission(
                        ++lastId,
                        aor.getStringWithoutLengthAscii(aorOffset, aorLength),
                        expectedLevel,
                        List.of(bytes)));
        return lastId;
    }

    @Override
    public void onRequest(
            final ServerTransaction transaction, final SipMessage request, final long nowNanos) {
        lastTransaction = transaction;
        registrar.onRegister(transaction, request, location, nowNanos, nowMillis);
    }

    @Override
    public void send(final Flow to, final DirectBuffer buffer, final int offset, final int length) {
        sent.add(buffer.getStringWithoutLengthAscii(offset, length));
    }

    @Override
    public void onTerminated(final ServerTransaction transaction, final long nowNanos) {
        registrar.onTerminated(transaction);
    }

    @Override
    public void onAck(final SipMessage ack, final Flow from, final long nowNanos) {}

    @Override
    public void onCancel(
            final ServerTransaction cancel,
            final @Nullable ServerTransaction invite,
            final SipMessage request,
            final long nowNanos) {}

    @Override
    public void onResponse(
            final ClientTransaction transaction, final SipMessage response, final long nowNanos) {}

    @Override
    public void onUnmatchedResponse(
            final SipMessage response, final Flow from, final long nowNanos) {}

    @Override
    public void onTimeout(final ClientTransaction transaction, final long nowNanos) {}

    @Override
    public void onTimeout(final ServerTransaction transaction, final long nowNanos) {}

    @Override
    public void onTransportFailure(final ClientTransaction transaction, final long nowNanos) {}

    @Override
    public void onTransportFailure(final ServerTransaction transaction, final long nowNanos) {}

    @Override
    public void onTerminated(final ClientTransaction transaction, final long nowNanos) {}
}
