// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses with ports, and listen points, as operators write them. */
final class EndpointSyntax {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:\\[([0-9a-fA-F:.]{2,45})]|([0-9.]{7,15})|(localhost)):([0-9]{1,5})");

    private static final Pattern HOST_PORT =
            Pattern.compile(
                    "(?:\\[([0-9a-fA-F:.]{2,45})]|([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)):([0-9]{1,5})");

    /** Highest first port: five more follow it. */
    private static final int HIGHEST_FIRST_PORT = 65_530;

    private static final Pattern PREFIX = Pattern.compile("([A-Za-z]{2,5}):(.+)");

    private EndpointSyntax() {}

    static @Nullable Endpoint parse(String text) {
        Matcher match = FORM.matcher(text);
        if (!match.matches()) {
            return null;
        }
        int port = Integer.parseInt(match.group(4));
        String host =
                match.group(1) != null
                        ? match.group(1)
                        : match.group(2) != null ? match.group(2) : "127.0.0.1";
        InetAddress address = literal(host);
        return port > 65_535 || address == null ? null : new Endpoint(address, port);
    }

    static @Nullable HostPort hostPort(String text) {
        Matcher match = HOST_PORT.matcher(text);
        if (!match.matches()) {
            return null;
        }
        int port = Integer.parseInt(match.group(4));
        String host = match.group(1) != null ? match.group(1) : match.group(2);
        return port < 1 || port > HIGHEST_FIRST_PORT ? null : new HostPort(host, port);
    }

    /** Never asks a name service: a start must not depend on one. */
    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }

    static Reading<ListenPoint> listenPoint(String text) {
        Matcher match = PREFIX.matcher(text);
        if (!match.matches()) {
            return Reading.wrong();
        }
        String protocol = match.group(1).toLowerCase(Locale.ROOT);
        return switch (protocol) {
            case "udp", "tcp" -> {
                Endpoint endpoint = parse(match.group(2));
                ListenProtocol known = ListenProtocol.valueOf(protocol.toUpperCase(Locale.ROOT));
                yield endpoint == null
                        ? Reading.wrong()
                        : Reading.of(new ListenPoint(known, endpoint));
            }
            case "tls", "ws", "wss" ->
                    Reading.wrong(protocol + " is not available in this version");
            default -> Reading.wrong();
        };
    }
}
