// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A SIP message as a test reads it: by lines, on purpose not with the product's own parser. Long
 * header names only, which is what the peers here send and what the router has to keep.
 */
record SipText(String text) {
    static SipText of(final byte[] bytes, final int length) {
        return new SipText(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    }

    String startLine() {
        return lines().getFirst();
    }

    boolean isRequest() {
        return !startLine().startsWith("SIP/2.0 ");
    }

    boolean isRequest(final String method) {
        return startLine().startsWith(method + " ");
    }

    /** Status code, or 0 for a request. */
    int status() {
        return isRequest() ? 0 : Integer.parseInt(startLine().split(" ", 3)[1]);
    }

    String requestUri() {
        return startLine().split(" ", 3)[1];
    }

    /** Value of the first header of this name, or an empty text. */
    String header(final String name) {
        final List<String> values = headers(name);
        return values.isEmpty() ? "" : values.getFirst();
    }

    /** Values of all header lines of this name, from top to bottom. */
    List<String> headers(final String name) {
        final String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return lines().stream()
                .skip(1)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).trim())
                .toList();
    }

    /** The method of CSeq: what a response answers. */
    String cseqMethod() {
        return header("CSeq").split("\\s+", -1)[1];
    }

    long cseq() {
        return Long.parseLong(header("CSeq").split("\\s+", -1)[0]);
    }

    String callId() {
        return header("Call-ID");
    }

    String body() {
        final int end = text.indexOf("\r\n\r\n");
        return end < 0 ? "" : text.substring(end + 4);
    }

    /** A parameter of a header value or URI, or an empty text. */
    static String parameter(final String value, final String name) {
        for (final String part : value.split("[;>]", -1)) {
            if (part.trim().startsWith(name + "=")) {
                return part.trim().substring(name.length() + 1);
            }
        }
        return "";
    }

    /** A response to this request, as RFC 3261 §8.2.6 builds it. */
    String response(final int status, final String reason, final String... extraHeaders) {
        final List<String> lines = new ArrayList<>();
        lines.add("SIP/2.0 " + status + " " + reason);
        headers("Via").forEach(via -> lines.add("Via: " + via));
        headers("Record-Route").forEach(route -> lines.add("Record-Route: " + route));
        lines.add("From: " + header("From"));
        lines.add(
                "To: "
                        + header("To")
                        + (status > 100 && !header("To").contains(";tag=")
                                ? ";tag=callee" + cseq()
                                : ""));
        lines.add("Call-ID: " + callId());
        lines.add("CSeq: " + header("CSeq"));
        lines.addAll(List.of(extraHeaders));
        lines.add("Content-Length: 0");
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private List<String> lines() {
        return List.of(text.split("\r\n\r\n", 2)[0].split("\r\n", -1));
    }
}
