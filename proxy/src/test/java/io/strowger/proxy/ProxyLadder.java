// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.routing.NextHop;
import io.strowger.routing.NextHopResolver;
import io.strowger.routing.TargetSet;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.TransportProtocol;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Plays a ladder through one or more proxies on virtual time, and compares the whole diagram with what
 * happened. {@code a => proxy : what} and {@code ~~ time} are done to a proxy, {@code proxy -> b : what}
 * is what it must do by itself, {@code x proxy} kills it, {@code forget proxy} tells it that it was given up.
 *
 * <p>{@code alice} calls; {@code b1}, {@code b2} … are the targets in the order given, with their q.
 * A callee answers the last request it got of the method named: {@code 180}, {@code 200 BYE}. A CANCEL
 * which belongs to no INVITE that the callee got last is shown as {@code CANCEL of nothing}. {@code dns =>
 * proxy : host=b1} is the answer to a look-up, {@code host=none} says that there is no such host.
 */
final class ProxyLadder {
    private static final long NET = ProxyNode.NET;
    private static final int ALICE = 2;
    private static final int CALLEES = 10;

    final List<String> happened = new ArrayList<>();
    final Map<String, String> lastSentTo = new HashMap<>();
    private final Map<String, ProxyNode> nodes = new LinkedHashMap<>();
    private final List<ProxyNode.Target> targets = new ArrayList<>();
    private final Map<String, Integer> hosts = new HashMap<>();
    private final Map<String, Long> lookUps = new HashMap<>();
    private ProxyConfig config = ProxyConfig.standard();
    private String extraHeaders = "";
    private String route = "";
    private String requestUri = "sip:bob@example.org";
    private boolean aliceByTcp;
    private boolean withoutLength;
    private long lastLookUp;

    ProxyLadder(final int... qs) {
        for (int i = 0; i < qs.length; i++) {
            targets.add(new ProxyNode.Target("sip:bob@192.0.2." + (CALLEES + i + 1), qs[i]));
        }
    }

    /** The only target is what was asked for, so that a request can come back. */
    ProxyLadder toItself() {
        return to("sip:bob@example.org;maddr=192.0.2.11");
    }

    /** The same contact registered by phones at different hosts. */
    ProxyLadder overFlows(final String uri, final int... lastBytes) {
        targets.clear();
        for (final int lastByte : lastBytes) {
            targets.add(new ProxyNode.Target(uri, TargetSet.Q_MAX, lastByte, 0));
        }
        return this;
    }

    /** One phone over several connections, the newest first; those with odd numbers are gone. */
    ProxyLadder overConnections(final String uri, final int... numbers) {
        targets.clear();
        for (final int number : numbers) {
            targets.add(new ProxyNode.Target(uri, TargetSet.Q_MAX, number, number));
        }
        return this;
    }

    /** Targets one after the other. */
    ProxyLadder toInTurn(final String... uris) {
        targets.clear();
        for (final String uri : uris) {
            targets.add(new ProxyNode.Target(uri, TargetSet.Q_MAX - targets.size()));
        }
        return this;
    }

    /** Nobody remembers the address of this host. */
    ProxyLadder forgets(final String host) {
        hosts.remove(host);
        return this;
    }

    /** Targets of equal preference. */
    ProxyLadder to(final String... uris) {
        targets.clear();
        for (final String uri : uris) {
            targets.add(new ProxyNode.Target(uri, TargetSet.Q_MAX));
        }
        return this;
    }

    ProxyLadder with(final String header) {
        extraHeaders += header + "\r\n";
        return this;
    }

    ProxyLadder with(final ProxyConfig other) {
        config = other;
        return this;
    }

    /** Alice calls over a connection. */
    ProxyLadder byTcp() {
        aliceByTcp = true;
        return this;
    }

    /** Nobody but the proxy writes a Content-Length. */
    ProxyLadder withoutContentLength() {
        withoutLength = true;
        return this;
    }

    /** From now on alice sends to this URI with the Record-Route that she was given. */
    ProxyLadder inDialog(final String uri) {
        route =
                lastSentTo
                        .get("b1 INVITE")
                        .lines()
                        .filter(line -> line.startsWith("Record-Route: "))
                        .map(line -> line.substring("Record-".length()) + "\r\n")
                        .collect(Collectors.joining());
        assertThat(route).isNotEmpty();
        requestUri = uri;
        return this;
    }

    ProxyLadder play(final String diagram) {
        happened.clear();
        final String expected =
                diagram.lines()
                        .map(line -> line.replaceAll("\\|.*", "").strip().replaceAll(" +", " "))
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.joining("\n"));
        expected.lines().forEach(this::stimulus);
        assertThat(String.join("\n", happened)).isEqualTo(expected);
        return this;
    }

    /** After everything has timed out nothing may be left: no context, no transaction. */
    void endsClean() {
        pass("400s");
        nodes.values().forEach(ProxyNode::isClean);
    }

    private void stimulus(final String line) {
        if (line.startsWith("~~ ")) {
            happened.add(line);
            pass(line.substring(3));
        } else if (line.startsWith("x ")) {
            happened.add(line);
            nodes.remove(line.substring(2));
        } else if (line.startsWith("forget ")) {
            happened.add(line);
            node(line.substring(7)).forget();
        } else if (line.contains(" => ")) {
            happened.add(line);
            final String from = line.substring(0, line.indexOf(' '));
            final int colon = line.indexOf(" : ");
            final String to = line.substring(line.indexOf("=> ") + 3, colon);
            deliver(from, node(to), line.substring(colon + 3));
        }
    }

    private ProxyNode node(final String name) {
        return nodes.computeIfAbsent(
                name,
                key ->
                        new ProxyNode(
                                targets,
                                config,
                                (flow, buffer, offset, length) ->
                                        sent(key, flow, buffer, offset, length),
                                this::resolve));
    }

    private void pass(final String time) {
        final long seconds = Long.parseLong(time.replaceAll("\\D", ""));
        nodes.values().forEach(node -> node.pass(seconds * 1_000_000_000L));
    }

    private void deliver(final String from, final ProxyNode node, final String what) {
        if (from.equals("dns")) {
            lookedUp(node, what.substring(0, what.indexOf('=')), what);
        } else if (what.equals("unreachable")) {
            node.unreachable(flow(from));
        } else if (Character.isDigit(what.charAt(0))) {
            final String[] words = what.split(" ", 3);
            final String method = words.length > 1 ? words[1] : "INVITE";
            final String text = answer(from, Integer.parseInt(words[0]), method);
            receive(from, node, words.length > 2 ? change(text, words[2]) : text);
        } else if (what.startsWith("back ")) {
            receive(from, node, sentTo(from, what.substring(5)));
        } else {
            receive(from, node, request(what));
        }
    }

    private static String change(final String text, final String how) {
        return switch (how) {
            case "with one Via" -> text.replaceFirst("(?s)(Via: [^\r]*\r\n).*?(?=From:)", "$1");
            case "from a forged branch" -> text.replaceFirst("z9hG4bKs.{4}", "z9hG4bKs0000");
            case "for somebody else" -> text.replace("192.0.2.2;branch", "192.0.2.12;branch");
            default -> throw new IllegalArgumentException(how);
        };
    }

    private static void receive(final String from, final ProxyNode node, final String text) {
        final SipMessage message = new SipMessage();
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(message.parse(new UnsafeBuffer(bytes), 0, bytes.length))
                .as(text)
                .isEqualTo(Malformation.NONE);
        final boolean byTcp = from.equals("alice") && text.contains("\nVia: SIP/2.0/TCP ");
        node.receive(message, byTcp ? tcp() : flow(from));
    }

    /** A request of alice's; ACK of a 2xx has a branch of its own, all others share one a method. */
    private String request(final String method) {
        final boolean hop = method.equals("CANCEL") || method.equals("ACK-failure");
        final String name = method.equals("ACK-failure") ? "ACK" : method;
        final boolean inDialog = !route.isEmpty() || name.equals("ACK") || name.equals("BYE");
        return (name
                        + " "
                        + requestUri
                        + " SIP/2.0\r\n"
                        + (aliceByTcp ? "Via: SIP/2.0/TCP" : "Via: SIP/2.0/UDP")
                        + " 192.0.2.2;branch=z9hG4bK"
                        + (hop ? "INVITE" : method)
                        + (route.isEmpty() ? "" : "2")
                        + "\r\nMax-Forwards: 70\r\n"
                        + "From: <sip:alice@example.com>;tag=a\r\n"
                        + "To: <sip:bob@example.org>"
                        + (inDialog ? ";tag=b1" : "")
                        + "\r\nCall-ID: c1@192.0.2.2\r\nCSeq: "
                        + (name.equals("BYE") ? 3 : route.isEmpty() ? 1 : 2)
                        + " "
                        + name
                        + "\r\n")
                + route
                + extraHeaders
                + (withoutLength ? "\r\n" : "Content-Length: 0\r\n\r\n");
    }

    private String sentTo(final String actor, final String method) {
        final String request = lastSentTo.get(actor + ' ' + method);
        assertThat(request).as("%s got no %s", actor, method).isNotNull();
        return request;
    }

    private String answer(final String from, final int status, final String method) {
        final String kept =
                sentTo(from, method)
                        .lines()
                        .filter(line -> line.matches("(?i)(via|from|to|call-id|cseq):.*"))
                        .map(
                                line ->
                                        line.startsWith("To:") && !line.contains("tag=")
                                                ? line + ";tag=" + from
                                                : line)
                        .collect(Collectors.joining("\r\n"));
        final String challenge =
                status == 401 || status == 407
                        ? (status == 401 ? "WWW" : "Proxy")
                                + "-Authenticate: Digest realm=\""
                                + from
                                + "\"\r\n"
                        : "";
        return "SIP/2.0 "
                + status
                + " Reason\r\n"
                + kept
                + "\r\n"
                + challenge
                + (withoutLength ? "\r\n" : "Content-Length: 0\r\n\r\n");
    }

    private static Flow flow(final String actor) {
        final int host =
                actor.equals("alice") ? ALICE : CALLEES + Integer.parseInt(actor.substring(1));
        return new Flow(ProxyNode.UDP, 0, NET + host, 5060, 0);
    }

    private static Flow tcp() {
        return new Flow(ProxyNode.TCP, 0, NET + ALICE, 5060, 1);
    }

    private static String actor(final Flow flow) {
        final int host = (int) (flow.addressLow() & 255);
        final String name = host == ALICE ? "alice" : "b" + (host - CALLEES);
        return flow.isReliable() && host != ALICE ? name + " by TCP" : name;
    }

    private void sent(
            final String node,
            final Flow flow,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        final SipMessage message = new SipMessage();
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        buffer.getBytes(offset, copy, 0, length);
        assertThat(message.parse(copy, 0, length))
                .as(copy.getStringWithoutLengthAscii(0, length))
                .isEqualTo(Malformation.NONE);
        final String to = actor(flow);
        final String prefix = node + " -> " + to + " : ";
        if (message.isRequest()) {
            final String method = message.string(message.methodSpan());
            lastSentTo.put(to + ' ' + method, message.toString());
            final boolean unknown = method.equals("CANCEL") && !hasSameVia(to, "INVITE", "CANCEL");
            happened.add(prefix + method + (unknown ? " of nothing" : ""));
        } else {
            final String method = message.string(message.cseqMethodSpan());
            final String status = String.valueOf(message.statusCode());
            lastSentTo.put(to + ' ' + status, message.toString());
            happened.add(prefix + status + (method.equals("INVITE") ? "" : " " + method));
        }
    }

    /** Whether two requests that somebody got are of one transaction for him (RFC 3261 §17.2.3). */
    boolean hasSameVia(final String actor, final String one, final String other) {
        return topVia(actor + ' ' + one).equals(topVia(actor + ' ' + other));
    }

    private String topVia(final String key) {
        return lastSentTo
                .getOrDefault(key, "none")
                .lines()
                .filter(line -> line.startsWith("Via: "))
                .findFirst()
                .orElse("none of " + key);
    }

    private NextHopResolver.Resolution resolve(
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final int port,
            final TransportProtocol protocol,
            final NextHop into) {
        final String host = buffer.getStringWithoutLengthAscii(offset, length);
        final Integer known = hosts.get(host);
        if (known == null) {
            into.lookUp(lookUps.computeIfAbsent(host, name -> ++lastLookUp));
            return NextHopResolver.Resolution.PENDING;
        }
        into.address(0, NET + known);
        return known == 0 ? NextHopResolver.Resolution.NONE : NextHopResolver.Resolution.RESOLVED;
    }

    private void lookedUp(final ProxyNode node, final String host, final String what) {
        final String address = what.substring(host.length() + 1);
        switch (address) {
            case "none" -> hosts.put(host, 0);
            case "forgotten" -> hosts.remove(host);
            default -> hosts.put(host, CALLEES + Integer.parseInt(address.substring(1)));
        }
        final long number = Objects.requireNonNull(lookUps.remove(host), "nobody asked");
        node.lookedUp(number);
    }
}
