// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import io.strowger.location.RecordChange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One collection of records: list, read, write, remove. */
final class RecordResource {
    static final int MAX_PAGE = 1000;
    static final Duration COMMIT_LIMIT = Duration.ofSeconds(10);
    private static final int DEFAULT_PAGE = 100;
    private static final long UNREADABLE = Long.MIN_VALUE;

    private final RecordKind kind;
    private final LocationBrowser browser;
    private final Provisioning provisioning;

    RecordResource(RecordKind kind, LocationBrowser browser, Provisioning provisioning) {
        this.kind = kind;
        this.browser = browser;
        this.provisioning = provisioning;
    }

    /** GET of the collection. */
    Answer list(ApiRequest request) {
        String unknown = request.unknownQuery(Set.of("after", "limit"));
        String limitText = request.query("limit", String.valueOf(DEFAULT_PAGE));
        if (unknown != null || limitText == null || !limitText.matches("[1-9][0-9]{0,3}")) {
            return Answer.problem(
                    Problem.badRequest("the query may have 'after' and 'limit', 1 to " + MAX_PAGE));
        }
        int limit = Integer.parseInt(limitText);
        String afterText = request.query("after", null);
        byte[] after = afterText == null ? null : kind.key(afterText);
        if (limit > MAX_PAGE || (afterText != null && after == null)) {
            return Answer.problem(
                    Problem.badRequest(
                            limit > MAX_PAGE
                                    ? "'limit' is above " + MAX_PAGE
                                    : "'after' is not " + kind.keyForm()));
        }
        List<StoredRecord> records = browser.list(kind.table(), after, limit);
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        records.forEach(record -> items.add(describe(record)));
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        page.put("items", items);
        page.put("next", records.size() < limit ? null : kind.keyText(records.getLast().key()));
        return Answer.json(200, page);
    }

    /** GET, PUT or DELETE of one record. */
    Answer one(ApiRequest request, String keyText) throws IOException, InterruptedException {
        byte[] key = kind.key(keyText);
        if (key == null) {
            return Answer.problem(Problem.notFound("'" + keyText + "' is not " + kind.keyForm()));
        }
        return switch (request.method()) {
            case "PUT" -> put(request, key);
            case "DELETE" -> delete(request, key);
            default -> get(key);
        };
    }

    private Answer get(byte[] key) {
        StoredRecord record = browser.get(kind.table(), key);
        return record == null
                ? Answer.problem(Problem.notFound("no " + kind.single() + " " + kind.keyText(key)))
                : Answer.json(200, describe(record)).with("ETag", etag(record.level()));
    }

    private Answer put(ApiRequest request, byte[] key) throws IOException, InterruptedException {
        if (!request.mediaType().equals(Answer.JSON)) {
            return Answer.problem(Problem.mediaType(Answer.JSON));
        }
        byte[] body = request.body();
        if (body == null) {
            return Answer.problem(
                    Problem.tooLarge("at most " + ApiRequest.MAX_BODY + " bytes are read"));
        }
        JsonText.Parsed parsed = JsonText.parse(body, 0, body.length);
        Map<String, @Nullable Object> object = parsed.object();
        if (object == null) {
            String problem = parsed.problem();
            return Answer.problem(
                    Problem.badRequest(problem == null ? "the body is not an object" : problem));
        }
        RecordFields fields = new RecordFields(object);
        String given = fields.text(kind.keyField());
        if (given != null && !Arrays.equals(kind.key(given), key)) {
            fields.refuse("'" + kind.keyField() + "' is not the one of the path");
        }
        byte[] value = kind.encode(kind.keyText(key), fields);
        String problem = fields.problem();
        return problem != null
                ? Answer.problem(Problem.invalid(problem))
                : change(request, key, value);
    }

    private Answer delete(ApiRequest request, byte[] key) throws InterruptedException {
        return browser.get(kind.table(), key) == null
                ? Answer.problem(Problem.notFound("no " + kind.single() + " " + kind.keyText(key)))
                : change(request, key, new byte[0]);
    }

    private Answer change(ApiRequest request, byte[] key, byte[] value)
            throws InterruptedException {
        long expected = expectedLevel(request);
        if (expected == UNREADABLE) {
            return Answer.problem(
                    Problem.badRequest("If-Match takes one ETag, If-None-Match takes *"));
        }
        List<RequestedChange> change =
                List.of(new RequestedChange(kind.table(), key, value, expected));
        ProvisioningOutcome outcome = provisioning.submit(change).await(COMMIT_LIMIT).getFirst();
        return switch (outcome) {
            case ProvisioningOutcome.Committed committed -> committed(key, committed.level());
            case ProvisioningOutcome.Conflict conflict ->
                    Answer.problem(Problem.conflict(conflict.level()));
            case ProvisioningOutcome.Refused refused ->
                    Answer.problem(Problem.invalid(refused.reason()));
            case ProvisioningOutcome.Unavailable unavailable ->
                    Answer.problem(Problem.unavailable(unavailable.reason()))
                            .with("Retry-After", "2");
        };
    }

    private Answer committed(byte[] key, long level) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put(kind.keyField(), kind.keyText(key));
        fields.put("level", level);
        return Answer.json(200, fields).with("ETag", etag(level));
    }

    private static long expectedLevel(ApiRequest request) {
        String match = request.header("If-Match");
        String noneMatch = request.header("If-None-Match");
        if (match != null && match.matches("\"[0-9]{1,18}\"") && noneMatch == null) {
            return Long.parseLong(match.substring(1, match.length() - 1));
        }
        if (noneMatch != null) {
            return noneMatch.equals("*") && match == null
                    ? RecordChange.MUST_NOT_EXIST
                    : UNREADABLE;
        }
        return match == null ? RecordChange.ANY_LEVEL : UNREADABLE;
    }

    private Map<String, @Nullable Object> describe(StoredRecord record) {
        Map<String, @Nullable Object> fields = kind.describe(record);
        fields.put("level", record.level());
        return fields;
    }

    private static String etag(long level) {
        return "\"" + level + "\"";
    }
}
