// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * A user agent made of bytes: what it sends is written out in the test, what it receives is kept in
 * order of arrival. It does nothing by itself. Messages may be read while its receiver runs.
 */
abstract class WireUserAgent implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<SipText> received = new CopyOnWriteArrayList<>();
    private int taken;

    /** The UDP one, on a free port of the loopback address. */
    static UdpUserAgent udp() {
        return UdpUserAgent.open();
    }

    /** Sends bytes to the router. */
    abstract void send(byte[] bytes);

    /** Address of this user agent. */
    String host() {
        return "127.0.0.1";
    }

    /** Port of this user agent. */
    abstract int port();

    @Override
    public abstract void close();

    void send(final String message) {
        send(message.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Everything received so far. */
    List<SipText> received() {
        return received;
    }

    /** The next message that was not taken yet and fits; those before it are passed over. */
    SipText next(final Predicate<SipText> fits) {
        return next(fits, PATIENCE);
    }

    SipText next(final Predicate<SipText> fits, final Duration patience) {
        await().pollInterval(Duration.ofMillis(2))
                .atMost(patience)
                .untilAsserted(
                        () -> {
                            if (received.stream().skip(taken).noneMatch(fits)) {
                                throw new AssertionError("not received, only " + received);
                            }
                        });
        for (int index = taken; index < received.size(); index++) {
            if (fits.test(received.get(index))) {
                taken = index + 1;
                return received.get(index);
            }
        }
        throw new IllegalStateException("a received message is gone");
    }

    SipText nextRequest(final String method) {
        return next(message -> message.isRequest(method));
    }

    /** The next final response to a method. */
    SipText nextFinal(final String method) {
        return next(
                message ->
                        !message.isRequest()
                                && message.status() >= 200
                                && message.cseqMethod().equals(method));
    }

    /** Called by the receiver for each message. */
    void onMessage(final SipText message) {
        received.add(message);
    }
}
