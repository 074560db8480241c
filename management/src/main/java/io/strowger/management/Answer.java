// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An answer that fits into memory.
 *
 * @param status HTTP status
 * @param type media type
 * @param body in UTF-8
 * @param headers further headers
 */
record Answer(int status, String type, String body, Map<String, String> headers) {
    static final String JSON = "application/json";

    static Answer json(int status, Object value) {
        return new Answer(status, JSON, JsonText.write(value) + "\n", Map.of());
    }

    static Answer text(int status, String body) {
        return new Answer(status, "text/plain; charset=utf-8", body, Map.of());
    }

    static Answer empty() {
        return new Answer(204, "", "", Map.of());
    }

    static Answer problem(Problem problem) {
        return new Answer(
                problem.status(), "application/problem+json", problem.json() + "\n", Map.of());
    }

    Answer with(String header, String value) {
        return new Answer(status, type, body, Map.of(header, value));
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
