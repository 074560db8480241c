// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages of others away from a server that trusts everybody on its host. A page can make a
 * browser send requests here, either openly (then it has a foreign Origin) or under a name of its
 * own that resolves to a loopback address (DNS rebinding; then Host is that name).
 */
final class RequestOrigin {
    private RequestOrigin() {}

    /** Whether a Host header names this host in a way that no foreign name service decides on. */
    static boolean isLoopbackHost(@Nullable String host) {
        if (host == null) {
            return false;
        }
        int bracket = host.lastIndexOf(']');
        int colon = host.indexOf(':', Math.max(bracket, 0));
        String name = colon < 0 ? host : host.substring(0, colon);
        if (name.toLowerCase(Locale.ROOT).equals("localhost")) {
            return true;
        }
        try {
            String literal = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
            return InetAddress.ofLiteral(literal).isLoopbackAddress();
        } catch (IllegalArgumentException | IndexOutOfBoundsException notAnAddress) {
            return false;
        }
    }

    /** Whether an Origin header is absent or names the server itself. */
    static boolean isOwn(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return true;
        }
        try {
            return host != null && host.equalsIgnoreCase(new URI(origin).getRawAuthority());
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
