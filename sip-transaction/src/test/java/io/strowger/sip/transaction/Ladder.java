// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.Span;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * Plays a ladder diagram against the transaction layer on virtual time and compares the whole
 * diagram with what happened.
 *
 * <p>{@code a => s : what} and {@code ~~ time} are done to the subject, {@code s -> b : what} and
 * {@code s terminated} is what it must do by itself. The subject is {@code uas} or {@code uac},
 * {@code tu} its user, {@code net} its transport. {@code #2} after a message is another branch, text
 * after a bar is for the reader. Time passes in ticks; what happens on the way splits the interval.
 */
final class Ladder implements MessageSender, TransactionUser {
    private static final long TICK_NANOS = 10_000_000;
    private static final String BRANCH = Wire.COOKIE + "-b";

    private final String subject;
    private final String peer;
    private final Flow flow;
    private final TransactionLayer layer;
    private final List<String> happened = new ArrayList<>();
    private final Map<String, ServerTransaction> servers = new HashMap<>();
    private final Map<String, ClientTransaction> clients = new HashMap<>();
    private @Nullable String mainMethod;
    private long now;

    private Ladder(final String subject, final boolean reliable) {
        this.subject = subject;
        this.peer = subject.equals("uas") ? "uac" : "uas";
        this.flow = reliable ? Wire.tcp(1) : Wire.udp();
        this.layer =
                new TransactionLayer(
                        TimerValues.standard(),
                        this,
                        this,
                        new TransactionLimits(8, 8, 8 << 20, 100, 5),
                        new KeyedHash(1, 2),
                        TransactionCounters.allocate(counters()),
                        now);
    }

    static CountersManager counters() {
        return new CountersManager(
                new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1024)),
                new UnsafeBuffer(ByteBuffer.allocateDirect(16 * 1024)));
    }

    /** Over UDP. */
    static void plays(final String diagram) {
        play(diagram, false);
    }

    static void playsOverTcp(final String diagram) {
        play(diagram, true);
    }

    private static void play(final String diagram, final boolean reliable) {
        final String expected =
                diagram.lines()
                        .map(line -> line.replaceAll("\\|.*", "").strip().replaceAll(" +", " "))
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.joining("\n"));
        final String subject = expected.contains("=> uas") ? "uas" : "uac";
        final Ladder ladder = new Ladder(subject, reliable);
        expected.lines().forEach(ladder::stimulus);
        assertThat(String.join("\n", ladder.happened)).isEqualTo(expected);
    }

    private void stimulus(final String line) {
        if (line.startsWith("~~ ")) {
            pass(line.substring(3));
        } else if (line.contains(" => ")) {
            happened.add(line);
            final String[] words = line.split(" ", -1);
            deliver(words[0], line.substring(line.indexOf(':') + 2));
        }
    }

    private void pass(final String time) {
        final String number = time.replaceAll("[a-z]+", "");
        final long nanos =
                Long.parseLong(number) * (time.endsWith("ms") ? 1_000_000L : 1_000_000_000L);
        long waited = 0;
        for (long passed = 0; passed < nanos; passed += TICK_NANOS) {
            now += TICK_NANOS;
            waited += TICK_NANOS;
            final int before = happened.size();
            layer.doTimers(now);
            if (happened.size() > before) {
                happened.add(before, "~~ " + text(waited, time));
                waited = 0;
            }
        }
        if (waited > 0) {
            happened.add("~~ " + text(waited, time));
        }
    }

    private static String text(final long nanos, final String likeThis) {
        return likeThis.endsWith("ms") || nanos % 1_000_000_000L != 0
                ? nanos / 1_000_000 + "ms"
                : nanos / 1_000_000_000L + "s";
    }

    private void deliver(final String from, final String what) {
        final String[] words = what.split(" ", -1);
        final String last = words[words.length - 1];
        final String branch = BRANCH + (last.startsWith("#") ? last.substring(1) : "1");
        final String second = words.length > 1 && !last.equals(words[1]) ? words[1] : "";
        final String named = words.length > 1 && !words[1].startsWith("#") ? words[1] : second;
        switch (from) {
            case "net" -> {
                if (what.equals("hint")) {
                    layer.onUnreachable(flow, now);
                } else {
                    layer.onFlowFailed(flow, now);
                }
            }
            case "tu" -> command(words[0], named, branch);
            default -> receive(words[0], named, branch);
        }
    }

    private void receive(final String what, final String named, final String branch) {
        final String text =
                Character.isDigit(what.charAt(0))
                        ? Wire.response(Integer.parseInt(what), method(named), branch)
                        : Wire.request(remember(what), branch);
        layer.onMessage(Wire.parse(text), flow, now);
    }

    private void command(final String what, final String named, final String branch) {
        final String key = method(named) + branch;
        if (Character.isDigit(what.charAt(0))) {
            final int status = Integer.parseInt(what);
            final var bytes = Wire.bytes(Wire.response(status, method(named), branch));
            layer.respond(servers.get(key), status, bytes, 0, bytes.capacity(), now);
        } else if (!what.equals("abandon")) {
            final String text = Wire.request(remember(what), branch);
            final int at = text.indexOf(branch);
            final var bytes = Wire.bytes(text);
            final var transaction =
                    layer.send(
                            Method.valueOf(what),
                            bytes,
                            0,
                            bytes.capacity(),
                            Span.of(at, at + branch.length()),
                            flow,
                            now);
            clients.put(what + branch, transaction);
        } else if (subject.equals("uas")) {
            layer.abandon(servers.get(key), now);
        } else {
            layer.abandon(clients.get(key), now);
        }
    }

    private String remember(final String method) {
        if (mainMethod == null) {
            mainMethod = method;
        }
        return method;
    }

    private String method(final String named) {
        return named.isEmpty() ? String.valueOf(mainMethod) : named;
    }

    private String describe(final SipMessage message) {
        final long span = message.topVia().branch();
        final String branch = message.string(span);
        final String number =
                branch.equals(BRANCH + "1") ? "" : " #" + branch.substring(BRANCH.length());
        if (message.isRequest()) {
            return message.method() + number;
        }
        final String method = message.cseqMethod().name();
        return message.statusCode() + (method.equals(mainMethod) ? "" : " " + method) + number;
    }

    private void toUser(final String what) {
        happened.add(subject + " -> tu : " + what);
    }

    private void terminated(final Transaction transaction) {
        final boolean isMain = transaction.method().name().equals(mainMethod);
        happened.add(subject + " terminated" + (isMain ? "" : " " + transaction.method()));
    }

    @Override
    public void send(final Flow to, final DirectBuffer buffer, final int offset, final int length) {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        final String text = new String(bytes, StandardCharsets.UTF_8);
        happened.add(subject + " -> " + peer + " : " + describe(Wire.parse(text)));
        assertThat(to).isEqualTo(flow);
    }

    @Override
    public void onRequest(
            final ServerTransaction transaction, final SipMessage request, final long nowNanos) {
        servers.put(request.method() + request.string(request.topVia().branch()), transaction);
        toUser(describe(request));
    }

    @Override
    public void onAck(final SipMessage ack, final Flow from, final long nowNanos) {
        toUser(describe(ack));
    }

    @Override
    public void onCancel(
            final ServerTransaction cancel,
            final @Nullable ServerTransaction invite,
            final SipMessage request,
            final long nowNanos) {
        servers.put("CANCEL" + request.string(request.topVia().branch()), cancel);
        toUser(describe(request) + (invite == null ? " of nothing" : " of INVITE"));
    }

    @Override
    public void onResponse(
            final ClientTransaction transaction, final SipMessage response, final long nowNanos) {
        toUser(describe(response));
    }

    @Override
    public void onUnmatchedResponse(
            final SipMessage response, final Flow from, final long nowNanos) {
        toUser("unmatched " + describe(response));
    }

    @Override
    public void onTimeout(final ClientTransaction transaction, final long nowNanos) {
        toUser("TIMEOUT");
    }

    @Override
    public void onTimeout(final ServerTransaction transaction, final long nowNanos) {
        toUser("TIMEOUT");
    }

    @Override
    public void onTransportFailure(final ClientTransaction transaction, final long nowNanos) {
        toUser("TRANSPORT");
    }

    @Override
    public void onTransportFailure(final ServerTransaction transaction, final long nowNanos) {
        toUser("TRANSPORT");
    }

    @Override
    public void onTerminated(final ServerTransaction transaction, final long nowNanos) {
        terminated(transaction);
    }

    @Override
    public void onTerminated(final ClientTransaction transaction, final long nowNanos) {
        terminated(transaction);
    }
}
