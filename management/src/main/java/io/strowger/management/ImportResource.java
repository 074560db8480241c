// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import io.strowger.location.RecordChange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * POST of many records as CSV or NDJSON. The body is read in batches; some of them are on their way
 * at a time, in order, and each is acknowledged by a line of the answer once it is committed.
 */
final class ImportResource {
    /** Lines in a batch. */
    static final int BATCH_LINES = 1000;

    /** A body of at most this many bytes is read whole before the first line of the answer. */
    static final int MAX_HELD_BODY = 4 << 20;

    private static final int BATCHES_UNDER_WAY = 8;
    private static final int MAX_IMPORTS = 4;
    private static final String CSV = "text/csv";
    private static final String NDJSON = "application/x-ndjson";

    private final List<RecordKind> kinds;
    private final Provisioning provisioning;
    private final Semaphore imports = new Semaphore(MAX_IMPORTS);

    ImportResource(Collection<RecordKind> kinds, Provisioning provisioning) {
        this.kinds = List.copyOf(kinds);
        this.provisioning = provisioning;
    }

    /** Answers by itself, because it answers while it reads; or gives a problem. */
    @Nullable Problem post(ApiRequest request) throws IOException, InterruptedException {
        String type = request.mediaType();
        String unknown = request.unknownQuery(Set.of("table", "first-line"));
        String table = request.query("table", null);
        String firstLine = request.query("first-line", "1");
        if (!type.equals(CSV) && !type.equals(NDJSON)) {
            return Problem.mediaType(CSV + " or " + NDJSON);
        }
        RecordKind fixed = table == null ? null : kind(table);
        boolean isLine = firstLine != null && firstLine.matches("[1-9][0-9]{0,14}");
        if (unknown != null || !isLine || (table != null && fixed == null)) {
            return Problem.badRequest(
                    "the query may have 'table' (users, numbers, bindings or domains) and"
                            + " 'first-line'");
        }
        if (!imports.tryAcquire()) {
            return Problem.unavailable(MAX_IMPORTS + " imports are running");
        }
        try {
            ImportFormat format = type.equals(CSV) ? new CsvFormat() : ImportFormat.ndjson();
            InputStream body = body(request);
            try (OutputStream answer = request.beginStream(NDJSON)) {
                run(new ImportLines(body), format, fixed, Long.parseLong(firstLine), answer);
            }
        } finally {
            imports.release();
        }
        return null;
    }

    /**
     * A client that reads the answer only after it has sent everything must not be waited for: its
     * body is taken whole first.
     */
    private static InputStream body(ApiRequest request) throws IOException {
        long length = request.announcedLength();
        return length >= 0 && length <= MAX_HELD_BODY
                ? new ByteArrayInputStream(request.stream().readNBytes((int) length))
                : request.stream();
    }

    private void run(
            ImportLines lines,
            ImportFormat format,
            @Nullable RecordKind fixed,
            long firstLine,
            OutputStream answer)
            throws IOException, InterruptedException {
        Deque<ImportBatch> underWay = new ArrayDeque<>();
        ImportTotals totals = new ImportTotals();
        ImportBatch batch = new ImportBatch(firstLine);
        boolean more = true;
        while (more && !totals.stopped) {
            more = lines.next();
            if (more) {
                addLine(batch, lines, format, fixed);
            }
            if (batch.lines() == BATCH_LINES || (!more && batch.lines() > 0)) {
                batch.submit(provisioning);
                underWay.add(batch);
                batch = new ImportBatch(batch.nextLine());
            }
            while (underWay.size() > (more ? BATCHES_UNDER_WAY - 1 : 0) && !totals.stopped) {
                acknowledge(underWay.remove(), totals, answer);
            }
        }
        for (ImportBatch rest : underWay) {
            rest.await(RecordResource.COMMIT_LIMIT);
        }
        write(answer, totals.summary());
    }

    private static void acknowledge(ImportBatch batch, ImportTotals totals, OutputStream answer)
            throws IOException, InterruptedException {
        batch.await(RecordResource.COMMIT_LIMIT);
        totals.add(batch);
        write(answer, batch.acknowledgement());
        answer.flush();
    }

    private static void write(OutputStream answer, Map<String, @Nullable Object> line)
            throws IOException {
        answer.write((JsonText.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void addLine(
            ImportBatch batch, ImportLines line, ImportFormat format, @Nullable RecordKind fixed) {
        if (line.isTooLong()) {
            batch.addError("longer than " + ImportLines.MAX_LINE + " bytes");
            return;
        }
        ImportFormat.Row row = format.read(line.bytes(), line.length());
        Map<String, @Nullable Object> fields = row.fields();
        if (fields != null) {
            addRecord(batch, fields, fixed);
        } else if (row.problem() != null) {
            batch.addError(row.problem());
        } else {
            batch.addNothing();
        }
    }

    private void addRecord(
            ImportBatch batch, Map<String, @Nullable Object> fields, @Nullable RecordKind fixed) {
        Object type = fields.remove("type");
        RecordKind kind = type instanceof String name ? kind(name) : fixed;
        if (kind == null) {
            kind = type == null ? guess(fields) : null;
        }
        if (kind == null) {
            batch.addError("no 'type'; expected user, number, binding or domain");
            return;
        }
        Object keyText = fields.remove(kind.keyField());
        byte[] key = keyText instanceof String text ? kind.key(text) : null;
        if (key == null) {
            batch.addError("'" + kind.keyField() + "' is not " + kind.keyForm());
            return;
        }
        RecordFields taken = new RecordFields(fields);
        byte[] value = kind.encode(kind.keyText(key), taken);
        String problem = taken.problem();
        if (problem != null) {
            batch.addError(problem);
        } else {
            batch.add(new RequestedChange(kind.table(), key, value, RecordChange.ANY_LEVEL));
        }
    }

    private @Nullable RecordKind kind(String name) {
        for (RecordKind kind : kinds) {
            if (kind.collection().equals(name) || kind.single().equals(name)) {
                return kind;
            }
        }
        return null;
    }

    /** What a record without a type is, judged by the fields that only one kind has. */
    private @Nullable RecordKind guess(Map<String, @Nullable Object> fields) {
        if (fields.containsKey("contact") || fields.containsKey("bindings")) {
            return kind("binding");
        }
        if (fields.containsKey("number")) {
            return kind("number");
        }
        if (fields.containsKey("aor")) {
            return kind("user");
        }
        return fields.containsKey("name") ? kind("domain") : null;
    }
}
