// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error answer (RFC 9457).
 *
 * @param status HTTP status
 * @param title the same for every problem of its kind
 * @param detail what is wrong this time
 */
record Problem(int status, String title, String detail) {
    static Problem badRequest(String detail) {
        return new Problem(400, "Bad request", detail);
    }

    static Problem unauthorized() {
        return new Problem(401, "Unauthorized", "send a valid token: Authorization: Bearer ...");
    }

    static Problem forbidden(String detail) {
        return new Problem(403, "Forbidden", detail);
    }

    static Problem notFound(String detail) {
        return new Problem(404, "Not found", detail);
    }

    static Problem tooLarge(String detail) {
        return new Problem(413, "Content too large", detail);
    }

    static Problem mediaType(String expected) {
        return new Problem(415, "Unsupported media type", "expected " + expected);
    }

    static Problem invalid(String detail) {
        return new Problem(422, "Invalid record", detail);
    }

    static Problem conflict(long level) {
        String state = level == 0 ? "there is no such record" : "the record is at level " + level;
        return new Problem(412, "Precondition failed", state);
    }

    static Problem unavailable(String detail) {
        return new Problem(503, "Unavailable", detail);
    }

    /** The body of the answer. */
    String json() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("type", "about:blank");
        fields.put("title", title);
        fields.put("status", (long) status);
        fields.put("detail", detail);
        return JsonText.write(fields);
    }
}
