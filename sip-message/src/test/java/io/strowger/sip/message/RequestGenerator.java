// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Sound requests of every layout that the grammar allows, by seed. Line feeds stand for CRLF. */
final class RequestGenerator {
    private static final List<String> VIA_NAMES = List.of("Via", "v", "VIA", "via ", "V\t");
    private static final List<String> ROUTE_NAMES = List.of("Route", "ROUTE", "route  ");
    private static final List<String> OTHERS =
            List.of(
                    "Contact: \"a,b\" <sip:x@y;transport=tcp>;q=0.5,\n <sip:z>",
                    "X-Unknown: ;;,,;; \"",
                    "Subject:",
                    "s: folded\n\tand folded\n  again",
                    "Record-Route: <sip:old;lr>",
                    "k: path,outbound",
                    "Authorization: Digest username=\"a\", nonce=\"b,c\"",
                    "User-Agent: \u00fcml\u00e4ut/1.0",
                    "Content-Type: application/sdp",
                    "X-Space:    spaced   ");

    private final Random random;

    RequestGenerator(final long seed) {
        random = new Random(seed);
    }

    String request() {
        final String method = pick(List.of("INVITE", "BYE", "OPTIONS", "NEWMETHOD"));
        final List<String> lines = new ArrayList<>();
        lines.addAll(List.of("To: \"B, <b>\" <sip:b@c>", "f: sip:a@b ; tag = 1", "Call-ID: x@y"));
        lines.add("cseq:" + space() + random.nextInt(1000) + " " + method);
        for (int i = random.nextInt(6); i > 0; i--) {
            lines.add(pick(OTHERS));
        }
        if (random.nextInt(4) > 0) {
            lines.add(
                    "Max-Forwards"
                            + pick(List.of("", " ", "\t"))
                            + ":"
                            + space()
                            + (1 + random.nextInt(255)));
        }
        Collections.shuffle(lines, random);
        spread(lines, VIA_NAMES, this::via, 1 + random.nextInt(4));
        spread(lines, ROUTE_NAMES, this::route, random.nextInt(5));
        final String body = "v=0\n".repeat(random.nextInt(3));
        if (!body.isEmpty() || random.nextBoolean()) {
            lines.add(random.nextInt(lines.size() + 1), "l:" + space() + body.length() / 4 * 5);
        }
        return "\n".repeat(random.nextInt(4) / 3)
                + method
                + " sip:target@example.org;x SIP/2.0\n"
                + String.join("\n", lines)
                + "\n\n"
                + body;
    }

    /** Puts the values of one name, in order, into one or several lines at random places. */
    private void spread(
            final List<String> lines,
            final List<String> names,
            final java.util.function.Supplier<String> values,
            final int count) {
        int at = 0;
        int left = count;
        while (left > 0) {
            final int here = 1 + random.nextInt(left);
            final StringBuilder line = new StringBuilder(pick(names)).append(':').append(space());
            for (int i = 0; i < here; i++) {
                line.append(i == 0 ? "" : space() + "," + space()).append(values.get());
            }
            at += random.nextInt(lines.size() - at + 1);
            lines.add(at++, line.toString());
            left -= here;
        }
    }

    private String via() {
        final List<String> parameters = new ArrayList<>(List.of("branch=z9hG4bK" + number()));
        if (random.nextBoolean()) {
            parameters.add("rport");
        }
        if (random.nextInt(4) == 0) {
            parameters.add("received=6.6.6.6");
        }
        if (random.nextInt(3) == 0) {
            parameters.add("x=\";rport;,received=7\"");
        }
        Collections.shuffle(parameters, random);
        final String transport = pick(List.of("UDP", "TCP", "UNKNOWN"));
        final String host =
                pick(List.of("192.0.2.7", "10.0.0.9:5070", "h.example.org", "[2001:db8::7]:5061"));
        return "SIP/2.0/"
                + transport
                + " "
                + host
                + space()
                + ";"
                + String.join(space() + ";" + space(), parameters);
    }

    private String route() {
        return pick(List.of("", "\"n, m\"", "name ")) + "<sip:p" + number() + ";lr,x>";
    }

    private int number() {
        return random.nextInt(100_000);
    }

    private String space() {
        return pick(List.of("", "", " ", "  ", "\n ", " \n\t"));
    }

    <T> T pick(final List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    int next(final int bound) {
        return random.nextInt(bound);
    }
}
