// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The HTTP side of the router as any script sees it: status code and text. */
final class RestClient {
    /** Lets in where the process was given a file with it; others do not look. */
    static final String TOKEN = "token-of-the-system-tests";

    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(2))
                    // A chassis sends who asks for records to a node.
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();

    private final String authority;

    RestClient(final String authority) {
        this.authority = authority;
    }

    Answer get(final String path) {
        return send(request(path).GET());
    }

    Answer put(final String path, final String json) {
        return send(json(path).PUT(BodyPublishers.ofString(json)));
    }

    Answer post(final String path, final String json) {
        return send(json(path).POST(BodyPublishers.ofString(json)));
    }

    Answer delete(final String path) {
        return send(request(path).DELETE());
    }

    /** Value of the first series of {@code /metrics} whose name and labels begin so; 0 if none. */
    double metric(final String series) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private HttpRequest.Builder request(final String path) {
        return HttpRequest.newBuilder(URI.create("http://" + authority + path))
                .header("Authorization", "Bearer " + TOKEN)
                .timeout(Duration.ofSeconds(10));
    }

    private HttpRequest.Builder json(final String path) {
        return request(path).header("Content-Type", "application/json");
    }

    private static Answer send(final HttpRequest.Builder request) {
        try {
            final HttpResponse<String> response =
                    HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Status code and body. */
    record Answer(int status, String body) {
        /** The first value of a JSON member of this name, as it is written. */
        String member(final String name) {
            final Matcher matcher =
                    Pattern.compile("\"" + name + "\"\\s*:\\s*(\"[^\"]*\"|[^,}\\]\\s]+)")
                            .matcher(body);
            if (!matcher.find()) {
                throw new AssertionError("no member " + name + " in " + body);
            }
            return matcher.group(1).replaceAll("^\"|\"$", "");
        }
    }
}
