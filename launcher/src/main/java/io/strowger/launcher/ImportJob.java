// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.management.JsonText;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends a file chunk by chunk. The process keeps many records of a chunk under way at a time; the
 * next chunk goes only when the last one is acknowledged, so that of two lines with the same key the
 * later one holds.
 */
final class ImportJob {
    static final String CSV = "text/csv";
    static final String NDJSON = "application/x-ndjson";

    private static final int MAX_ATTEMPTS = 30;
    private static final long RETRY_MILLIS = 1000;

    private final RestClient client;
    private final ImportSource source;
    private final String type;
    private final @Nullable String table;
    private final Listener listener;

    ImportJob(
            RestClient client,
            ImportSource source,
            String type,
            @Nullable String table,
            Listener listener) {
        this.client = client;
        this.source = source;
        this.type = type;
        this.table = table;
        this.listener = listener;
    }

    /** Is told what happens. */
    interface Listener {
        void onRefused(long line, String problem);

        void onProgress(ImportProgress progress, long totalBytes);

        void onWaiting(String reason);
    }

    /** Runs to the end of the file. */
    ImportProgress run() throws IOException, CommandFailure, InterruptedException {
        for (ImportSource.Chunk chunk = source.next(); chunk != null; chunk = source.next()) {
            byte[] rest = chunk.bytes();
            int attempts = 0;
            while (rest.length > 0) {
                Sent sent = send(rest, source.startLine());
                if (sent.lines > 0) {
                    int length = lengthOf(rest, sent.lines);
                    ImportProgress done =
                            source.advance(rest, length, sent.lines, sent.committed, sent.failed);
                    listener.onProgress(done, source.size());
                    rest = Arrays.copyOfRange(rest, length, rest.length);
                    attempts = 0;
                }
                if (rest.length > 0) {
                    pause(++attempts, sent.unavailable);
                }
            }
        }
        ImportProgress.remove(source.file());
        return source.done();
    }

    private void pause(int attempts, String reason) throws CommandFailure, InterruptedException {
        if (attempts > MAX_ATTEMPTS) {
            throw new CommandFailure(
                    "stopped after line "
                            + source.done().lines()
                            + ": "
                            + reason
                            + "; the same command goes on from there");
        }
        listener.onWaiting(reason);
        Thread.sleep(RETRY_MILLIS);
    }

    /** What came of one request. */
    private static final class Sent {
        private long lines;
        private long committed;
        private long failed;
        private String unavailable = "the location server is not available";
    }

    private Sent send(byte[] lines, long firstLine) throws CommandFailure {
        byte[] header = type.equals(CSV) && firstLine > 1 ? source.header() : new byte[0];
        byte[] body =
                new byte[header.length == 0 ? lines.length : header.length + 1 + lines.length];
        System.arraycopy(header, 0, body, 0, header.length);
        if (header.length > 0) {
            body[header.length] = '\n';
        }
        System.arraycopy(lines, 0, body, body.length - lines.length, lines.length);
        long first = header.length > 0 ? firstLine - 1 : firstLine;
        String query =
                "?first-line="
                        + first
                        + (table == null ? "" : "&table=" + RestClient.encode(table));
        RestClient.Response response =
                client.send("POST", "/api/v1/import" + query, Map.of("Content-Type", type), body);
        Sent sent = new Sent();
        if (response.status() == 503) {
            sent.unavailable = response.problem();
            return sent;
        }
        RestClient.successful(response).text().lines().forEach(line -> read(line, firstLine, sent));
        return sent;
    }

    /** One line of the answer: a batch that is done, or the sum of all, which says nothing new. */
    private void read(String line, long firstLine, Sent sent) {
        Map<String, @Nullable Object> batch = JsonText.parse(line).object();
        if (batch == null || !(batch.get("lastLine") instanceof Long lastLine)) {
            return;
        }
        if (batch.get("unavailable") instanceof String reason) {
            sent.unavailable = reason;
            return;
        }
        List<?> errors = batch.get("errors") instanceof List<?> list ? list : List.of();
        for (Object element : errors) {
            Map<String, @Nullable Object> error = JsonText.asObject(element);
            if (error != null && error.get("line") instanceof Long number) {
                listener.onRefused(number, String.valueOf(error.get("problem")));
            }
        }
        sent.lines = lastLine - firstLine + 1;
        sent.committed += batch.get("committed") instanceof Long count ? count : 0;
        sent.failed += errors.size();
    }

    private static int lengthOf(byte[] bytes, long lines) {
        long left = lines;
        int at = 0;
        while (at < bytes.length && left > 0) {
            if (bytes[at++] == '\n') {
                left--;
            }
        }
        return at;
    }
}
