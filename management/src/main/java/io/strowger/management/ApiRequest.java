// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One HTTP request, taken apart. */
final class ApiRequest {
    /** Longest body that is read into memory, in bytes. */
    static final int MAX_BODY = 64 * 1024;

    private final HttpExchange exchange;
    private final Set<Role> roles;
    private final Map<String, String> query;

    ApiRequest(HttpExchange exchange, Set<Role> roles) {
        this.exchange = exchange;
        this.roles = roles;
        this.query = query(exchange.getRequestURI().getRawQuery());
    }

    String method() {
        return exchange.getRequestMethod();
    }

    boolean isAny(Role... allowed) {
        return List.of(allowed).stream().anyMatch(roles::contains);
    }

    /** Path and query as they came. */
    String target() {
        return exchange.getRequestURI().toString();
    }

    /** The path's segments, decoded; "/api/v1/users/a%40b" gives api, v1, users, a@b. */
    List<String> segments() {
        return List.of(exchange.getRequestURI().getRawPath().substring(1).split("/", 8)).stream()
                .map(segment -> decode(segment.replace("+", "%2B")))
                .toList();
    }

    @Nullable String query(String name, @Nullable String otherwise) {
        return query.getOrDefault(name, otherwise);
    }

    /** Names in the query that are none of these, or null. */
    @Nullable String unknownQuery(Set<String> known) {
        return query.keySet().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .orElse(null);
    }

    @Nullable String header(String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    /** The media type without its parameters, in lower case; empty when there is none. */
    String mediaType() {
        String type = header("Content-Type");
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** The whole body, or null when it is longer than {@link #MAX_BODY}. */
    byte @Nullable [] body() throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        return body.length > MAX_BODY ? null : body;
    }

    InputStream stream() {
        return exchange.getRequestBody();
    }

    /** Length of the body as announced, or -1. */
    long announcedLength() {
        String length = header("Content-Length");
        return length == null || !length.matches("[0-9]{1,18}") ? -1 : Long.parseLong(length);
    }

    void answer(Answer answer) throws IOException {
        byte[] body = answer.bytes();
        if (!answer.type().isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", answer.type());
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        boolean bare = body.length == 0 || method().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), bare ? -1 : body.length);
        if (!bare) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Answers with a file, whose length is announced. */
    void answerFile(String type, Path file) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, Files.size(file));
        Files.copy(file, exchange.getResponseBody());
    }

    /** Begins an answer whose length is not known yet. */
    OutputStream beginStream(String type) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        if (raw != null) {
            for (String part : raw.split("&", 32)) {
                String[] sides = part.split("=", 2);
                query.put(decode(sides[0]), sides.length == 2 ? decode(sides[1]) : "");
            }
        }
        return query;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text; // no key or name has a lone percent sign, so this is answered 404 or 400
        }
    }
}
