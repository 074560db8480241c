// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.management.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls the REST interface of a process. Built on the JDK's oldest HTTP client because it starts in
 * a few milliseconds and a command makes few calls.
 */
final class RestClient {
    private static final int CONNECT_MILLIS = 3000;
    private static final int READ_MILLIS = 60_000;
    private static final int TEMPORARY_REDIRECT = 307;

    /** The server makes all of a copy before it sends the first byte. */
    private static final int DOWNLOAD_MILLIS = 600_000;

    private final URI base;
    private final @Nullable String token;
    private final int limitMillis;

    RestClient(URI base, @Nullable String token) {
        this(base, token, READ_MILLIS);
    }

    /**
     * A client that does not wait long.
     *
     * @param limitMillis for an answer
     */
    RestClient(URI base, @Nullable String token, int limitMillis) {
        this.base = base;
        this.token = token;
        this.limitMillis = limitMillis;
    }

    /** The same, of another process. */
    RestClient to(URI other, int itsLimitMillis) {
        return new RestClient(other, token, itsLimitMillis);
    }

    URI base() {
        return base;
    }

    /**
     * An answer.
     *
     * @param status HTTP status
     * @param body in UTF-8
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Response(int status, byte[] body) {
        boolean isSuccess() {
            return status / 100 == 2;
        }

        Map<String, @Nullable Object> object() {
            Map<String, @Nullable Object> object = JsonText.parse(body, 0, body.length).object();
            return object == null ? Map.of() : object;
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The answer's own words for what went wrong. */
        String problem() {
            Object detail = object().get("detail");
            return detail instanceof String text ? text : "HTTP status " + status;
        }
    }

    /** Path of a record: the key is encoded. */
    static String path(String collection, String key) {
        return "/api/v1/"
                + collection
                + "/"
                + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Value of a query parameter. */
    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** GET; anything but 2xx is a failure. */
    Response get(String path) throws CommandFailure {
        return successful(send("GET", path, Map.of(), null));
    }

    /** Any request; the answer's status is the caller's business. */
    Response send(String method, String path, Map<String, String> headers, byte @Nullable [] body)
            throws CommandFailure {
        try {
            URI uri = URI.create(base + path);
            HttpURLConnection connection = request(uri, method, headers, body);
            URI elsewhere = elsewhere(connection);
            if (elsewhere != null) {
                connection = request(elsewhere, method, headers, body);
            }
            int status = connection.getResponseCode();
            try (InputStream in =
                    status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Response(status, in == null ? new byte[0] : in.readAllBytes());
            }
        } catch (IOException away) {
            throw unreachable(away);
        }
    }

    private HttpURLConnection request(
            URI uri, String method, Map<String, String> headers, byte @Nullable [] body)
            throws IOException {
        HttpURLConnection connection = connection(uri, method, headers);
        if (body != null) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
        }
        return connection;
    }

    /** Where a chassis sends who asks for records: another port of the same host, so the token may go along. Null if nowhere. */
    private @Nullable URI elsewhere(HttpURLConnection connection) throws IOException {
        if (connection.getResponseCode() != TEMPORARY_REDIRECT) {
            return null;
        }
        try (InputStream in = connection.getInputStream()) {
            in.readAllBytes();
        }
        URI location = URI.create(String.valueOf(connection.getHeaderField("Location")));
        return String.valueOf(location.getHost()).equals(base.getHost()) ? location : null;
    }

    private HttpURLConnection connection(URI uri, String method, Map<String, String> headers)
            throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(Math.min(CONNECT_MILLIS, limitMillis));
        connection.setReadTimeout(limitMillis);
        headers.forEach(connection::setRequestProperty);
        if (token != null) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        return connection;
    }

    private CommandFailure unreachable(IOException away) {
        return new CommandFailure(
                "cannot reach "
                        + base
                        + " ("
                        + away.getMessage()
                        + "); is 'strowger run' running there? See --url.");
    }

    /** Writes the answer to a GET into a new file; fails unless all of it came. */
    void download(String path, Path into) throws CommandFailure, IOException {
        HttpURLConnection connection = downloading(URI.create(base + path));
        int status;
        try {
            URI elsewhere = elsewhere(connection);
            if (elsewhere != null) {
                connection = downloading(elsewhere);
            }
            status = connection.getResponseCode();
        } catch (IOException away) {
            throw unreachable(away);
        }
        if (status != HttpURLConnection.HTTP_OK) {
            try (InputStream in = connection.getErrorStream()) {
                byte[] body = in == null ? new byte[0] : in.readAllBytes();
                throw new CommandFailure(new Response(status, body).problem());
            }
        }
        long announced = connection.getContentLengthLong();
        try (InputStream in = connection.getInputStream()) {
            long received = Files.copy(in, into);
            if (received != announced) {
                throw new IOException(received + " bytes came instead of " + announced);
            }
        }
    }

    private HttpURLConnection downloading(URI uri) throws IOException {
        HttpURLConnection connection = connection(uri, "GET", Map.of());
        connection.setReadTimeout(DOWNLOAD_MILLIS);
        return connection;
    }

    /** Gives the answer back, or fails with its words. */
    static Response successful(Response response) throws CommandFailure {
        if (!response.isSuccess()) {
            throw new CommandFailure(response.problem());
        }
        return response;
    }
}
