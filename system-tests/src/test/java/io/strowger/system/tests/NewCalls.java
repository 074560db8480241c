// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** INVITEs over UDP for somebody whom nobody knows, each a new call: how long it takes until a node answers one. */
final class NewCalls {
    private static final long LIMIT_NANOS = 30_000_000_000L;
    private static final int PATIENCE_MILLIS = 10;

    private NewCalls() {}

    /**
     * Waits for the first one to be answered.
     *
     * @param from address of the test's host
     * @param sip {@code address:port} of the router
     * @param since when what is measured began
     */
    static Duration untilAnswered(final String from, final String sip, final long since) {
        final int colon = sip.lastIndexOf(':');
        final InetSocketAddress router =
                new InetSocketAddress(
                        sip.substring(0, colon), Integer.parseInt(sip.substring(colon + 1)));
        try (DatagramSocket phone = new DatagramSocket(0, InetAddress.getByName(from))) {
            phone.setSoTimeout(PATIENCE_MILLIS);
            final byte[] answer = new byte[65_535];
            for (int i = 0; System.nanoTime() - since < LIMIT_NANOS; i++) {
                final byte[] invite = invite(from, phone.getLocalPort(), i);
                phone.send(new DatagramPacket(invite, invite.length, router));
                if (answers(phone, answer)) {
                    return Duration.ofNanos(System.nanoTime() - since);
                }
            }
            throw new AssertionError("no new call was answered");
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean answers(final DatagramSocket phone, final byte[] into)
            throws IOException {
        try {
            final DatagramPacket packet = new DatagramPacket(into, into.length);
            phone.receive(packet);
            return new String(into, 0, packet.getLength(), StandardCharsets.US_ASCII)
                    .startsWith("SIP/2.0 404");
        } catch (final SocketTimeoutException nothing) {
            return false;
        }
    }

    private static byte[] invite(final String host, final int port, final int number) {
        final String domain = SwitchedCalls.DOMAIN;
        final String id = "probe" + port + '-' + number;
        return String.join(
                        "\r\n",
                        "INVITE sip:nobody@" + domain + " SIP/2.0",
                        "Via: SIP/2.0/UDP " + host + ":" + port + ";branch=z9hG4bK" + id,
                        "Max-Forwards: 70",
                        "From: <sip:probe@" + domain + ">;tag=p",
                        "To: <sip:nobody@" + domain + ">",
                        "Call-ID: " + id,
                        "CSeq: 1 INVITE",
                        "Contact: <sip:probe@" + host + ":" + port + ">",
                        "Content-Length: 0",
                        "",
                        "")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
