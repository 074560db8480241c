// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** SIP messages of a call that is known by a number, as short as RFC 3261 lets them be. */
final class SipText {
    private SipText() {}

    /**
     * @param hop {@code caller} or {@code node}: who has sent it, as the topmost Via says
     */
    static String request(final String method, final int call, final String hop) {
        return method
                + " sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP "
                + hop
                + ";branch=z9hG4bK"
                + call
                + (method.equals("ACK") || method.equals("INVITE") ? "i" : "b")
                + hop
                + "\r\nMax-Forwards: 70\r\nFrom: <sip:a@h>;tag=a\r\nTo: <sip:b@h>"
                + (method.equals("INVITE") ? "" : ";tag=b")
                + "\r\nCall-ID: "
                + call
                + "\r\nCSeq: 1 "
                + method
                + "\r\n\r\n";
    }

    static String response(
            final int status, final String method, final int call, final String hop) {
        final String request = request(method, call, hop);
        return "SIP/2.0 " + status + " Any" + request.substring(request.indexOf("\r\n"));
    }

    static int callOf(final String text) {
        return Integer.parseInt(between(text, "\r\nCall-ID: ", "\r\n"));
    }

    /** Of the request, or the one that a response answers. */
    static String methodOf(final String text) {
        return between(text, "\r\nCSeq: 1 ", "\r\n");
    }

    static String hopOf(final String text) {
        return between(text, "SIP/2.0/UDP ", ";");
    }

    /** 0 of a request. */
    static int statusOf(final String text) {
        return text.startsWith("SIP/2.0 ") ? Integer.parseInt(text.substring(8, 11)) : 0;
    }

    private static String between(final String text, final String before, final String behind) {
        final int from = text.indexOf(before) + before.length();
        return text.substring(from, text.indexOf(behind, from));
    }

    static UnsafeBuffer bytes(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }
}
