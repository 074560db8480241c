// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Phones of a rehearsal, all on one UDP socket: they register and call each other through the router, so that the JDK
 * sees, and writes down, what a router does all day. What gets lost is not missed.
 */
final class RehearsalPhones implements AutoCloseable {
    private static final String DOMAIN = "rehearsal.test";
    private static final int AT_A_TIME = 100;
    private static final int SILENCE_MILLIS = 500;
    private static final int MAX_DATAGRAM = 65_535;

    private final DatagramSocket socket;
    private final InetSocketAddress router;
    private final String contact;
    private final byte[] received = new byte[MAX_DATAGRAM];
    private int sent;
    private int ended;
    private int refused;

    /** @param router as {@code host:port} */
    RehearsalPhones(String router) throws IOException {
        int colon = router.lastIndexOf(':');
        this.router =
                new InetSocketAddress(
                        router.substring(0, colon), Integer.parseInt(router.substring(colon + 1)));
        socket = new DatagramSocket(new InetSocketAddress(this.router.getAddress(), 0));
        socket.setSoTimeout(SILENCE_MILLIS);
        contact = "127.0.0.1:" + socket.getLocalPort();
    }

    /** Registers as many users, each so many times; gives the number of registrations that were answered. */
    int register(int users, int times) throws IOException {
        ended = 0;
        for (int i = 0; i < users * times; i++) {
            int user = i % users;
            send(
                    request("REGISTER", "sip:" + DOMAIN, "reg" + user, i / users + 1)
                            + "From: <sip:u%d@%s>;tag=f%d\r\nTo: <sip:u%d@%s>\r\n"
                                    .formatted(user, DOMAIN, i, user, DOMAIN)
                            + "Contact: <sip:u%d@%s>\r\nExpires: 3600\r\n".formatted(user, contact)
                            + "User-Agent: rehearsal\r\nContent-Length: 0\r\n\r\n");
            await(i + 1 - AT_A_TIME);
        }
        await(users * times);
        return ended;
    }

    /** Calls one of the registered users after another; gives the number of calls that came to their end. */
    int call(int users, int calls) throws IOException {
        ended = 0;
        for (int i = 0; i < calls; i++) {
            send(invite(i % users, "call" + i, i, String.valueOf(sent)));
            await(i + 1 - AT_A_TIME);
        }
        await(calls);
        return ended;
    }

    /**
     * Calls faster than anybody answers, for so long, so that a router whose queue is limited refuses; gives the number of
     * calls that were.
     */
    int flood(int users, Duration time) throws IOException {
        refused = 0;
        Thread caller = Thread.ofPlatform().name("rehearsal-flood").start(() -> pour(users, time));
        DatagramPacket packet = new DatagramPacket(received, received.length);
        try {
            while (true) {
                socket.receive(packet);
                String text =
                        new String(received, 0, packet.getLength(), StandardCharsets.ISO_8859_1);
                onMessage(text, text.lines().takeWhile(line -> !line.isEmpty()).toList());
            }
        } catch (SocketTimeoutException silence) {
            join(caller);
        }
        return refused;
    }

    private void pour(int users, Duration time) {
        long began = System.nanoTime();
        try {
            for (int i = 0; System.nanoTime() - began < time.toNanos(); i++) {
                transmit(invite(i % users, "flood" + i, i, "f" + i));
            }
        } catch (IOException closed) {
            // The phones are gone, and with them the reason.
        }
    }

    private static void join(Thread caller) throws IOException {
        try {
            caller.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private String invite(int user, String callId, int number, String branch) {
        return request("INVITE", "sip:u%d@%s".formatted(user, DOMAIN), callId, 1, branch)
                + "From: <sip:caller@%s>;tag=c%d\r\nTo: <sip:u%d@%s>\r\n"
                        .formatted(DOMAIN, number, user, DOMAIN)
                + "Contact: <sip:caller@"
                + contact
                + ">\r\n"
                + "Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n";
    }

    private String request(String method, String uri, String callId, int cseq) {
        return request(method, uri, callId, cseq, String.valueOf(sent));
    }

    private String request(String method, String uri, String callId, int cseq, String branch) {
        return "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%s;rport\r\nMax-Forwards: 70\r\n"
                        .formatted(method, uri, contact, branch)
                + "Call-ID: %s@rehearsal\r\nCSeq: %d %s\r\n".formatted(callId, cseq, method);
    }

    /** Plays the phones until so many of what was begun has ended, or nothing comes any more. */
    private void await(int wanted) throws IOException {
        DatagramPacket packet = new DatagramPacket(received, received.length);
        try {
            while (ended < wanted) {
                socket.receive(packet);
                String text =
                        new String(received, 0, packet.getLength(), StandardCharsets.ISO_8859_1);
                onMessage(text, text.lines().takeWhile(line -> !line.isEmpty()).toList());
            }
        } catch (SocketTimeoutException silence) {
            if (ended == 0) {
                throw new IOException("the router does not answer", silence);
            }
        }
    }

    private void onMessage(String text, List<String> lines) throws IOException {
        if (text.startsWith("INVITE ")) {
            String to = value(lines, "To") + ";tag=callee";
            String body = "Contact: <sip:callee@" + contact + ">\r\nContent-Length: 0\r\n\r\n";
            send(response("180 Ringing", lines, to) + body);
            send(response("200 OK", lines, to) + body);
        } else if (text.startsWith("BYE ")) {
            send(response("200 OK", lines, value(lines, "To")) + "Content-Length: 0\r\n\r\n");
        } else if (text.startsWith("SIP/2.0 503")) {
            refused++;
            acknowledge(lines);
        } else if (text.startsWith("SIP/2.0 ") && text.charAt(8) >= '2') {
            onFinalResponse(lines);
        }
    }

    private void onFinalResponse(List<String> lines) throws IOException {
        if (value(lines, "CSeq").endsWith("INVITE")) {
            send(inDialog("ACK", 1, lines));
            send(inDialog("BYE", 2, lines));
        } else {
            ended++;
        }
    }

    /** The ACK of a failure belongs to the transaction of its INVITE (RFC 3261 §17.1.1.3). */
    private void acknowledge(List<String> refusal) throws IOException {
        send(
                "ACK sip:u@%s SIP/2.0\r\nMax-Forwards: 70\r\nCSeq: 1 ACK\r\n".formatted(DOMAIN)
                        + all(refusal, "Via", "Via")
                        + all(refusal, "From", "From")
                        + all(refusal, "To", "To")
                        + all(refusal, "Call-ID", "Call-ID")
                        + "Content-Length: 0\r\n\r\n");
    }

    private String inDialog(String method, int cseq, List<String> response) {
        String target = value(response, "Contact").replaceAll("[<>]", "");
        String callId = value(response, "Call-ID").replace("@rehearsal", "");
        return request(method, target, callId, cseq)
                + all(response, "Record-Route", "Route")
                + all(response, "From", "From")
                + all(response, "To", "To")
                + "Content-Length: 0\r\n\r\n";
    }

    private static String response(String status, List<String> request, String to) {
        return "SIP/2.0 "
                + status
                + "\r\n"
                + all(request, "Via", "Via")
                + all(request, "Record-Route", "Record-Route")
                + all(request, "From", "From")
                + "To: "
                + to
                + "\r\n"
                + all(request, "Call-ID", "Call-ID")
                + all(request, "CSeq", "CSeq");
    }

    private static boolean isNamed(String line, String name) {
        return line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":");
    }

    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> isNamed(line, name))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static String all(List<String> lines, String name, String newName) {
        return lines.stream()
                .filter(line -> isNamed(line, name))
                .map(line -> newName + line.substring(name.length()) + "\r\n")
                .collect(Collectors.joining());
    }

    private void send(String message) throws IOException {
        transmit(message);
        sent++;
    }

    private void transmit(String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
        socket.send(new DatagramPacket(bytes, bytes.length, router));
    }

    @Override
    public void close() {
        socket.close();
    }
}
