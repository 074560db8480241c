// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.RecordTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImportOverHttpTest {
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RunningServer(null);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void csvOfUsersIsCommitted() throws Exception {
        String csv =
                """
                aor,password,displayName,mayCallOut
                alice@example.org,secret,"Alice, ""A\""",true

                bob@example.org,secret,,false
                """;
        assertThat(post("text/csv", csv))
                .containsExactly(
                        "{\"firstLine\":1,\"lastLine\":4,\"committed\":2,\"level\":2,\"errors\":[]}",
                        "{\"done\":true,\"lines\":4,\"committed\":2,\"failed\":0}");
        assertThat(server.get("/api/v1/users/alice@example.org").body())
                .contains("\"displayName\":\"Alice, \\\"A\\\"\"")
                .contains("\"mayCallOut\":true");
    }

    @Test
    void ndjsonMayMixKinds() throws Exception {
        String lines =
                """
                {"aor":"alice@example.org","ha1":{"md5":"939e7578ed9e3c518a452acee763bce9"}}
                {"number":"prefix:+49","targets":["sip:gw@example.net"]}
                {"type":"domain","name":"example.org","service":"redirect"}
                {"aor":"bob@example.org","contact":"sip:bob@10.0.0.1"}
                """;
        assertThat(post("application/x-ndjson", lines).getLast())
                .isEqualTo("{\"done\":true,\"lines\":4,\"committed\":4,\"failed\":0}");
        for (RecordTable table :
                List.of(
                        RecordTable.USER,
                        RecordTable.NUMBER,
                        RecordTable.DOMAIN,
                        RecordTable.BINDING)) {
            assertThat(server.location.list(table, null, 10)).as("%s", table).hasSize(1);
        }
    }

    @Test
    void csvColumnsMayReachIntoObjects() throws Exception {
        post("text/csv", "aor,ha1.md5,realm\na@b.c,939e7578ed9e3c518a452acee763bce9,r\n");
        assertThat(server.get("/api/v1/users/a@b.c").body()).contains("\"algorithms\":[\"md5\"]");
        post("text/csv", "number,targets\nprefix:+1,sip:a@b|1|2 sip:c@d\n");
        assertThat(server.get("/api/v1/numbers/prefix:+1").body())
                .contains("{\"uri\":\"sip:c@d\",\"priority\":0,\"weight\":1}");
    }

    @Test
    void wrongLinesAreNamedAndTheOthersCommitted() throws Exception {
        String lines =
                """
                {"aor":"alice@example.org","password":"x"}
                nonsense
                {"aor":"nobody","password":"x"}
                [1]
                {"password":"x"}
                {"type":"planet","aor":"a@b.c"}
                {"aor":"a@b.c","password":"x","colour":"red"}
                {"aor":"bob@example.org","password":"x"}
                """;
        List<String> answer = post("application/x-ndjson", lines);
        assertThat(answer.getLast())
                .isEqualTo("{\"done\":true,\"lines\":8,\"committed\":2,\"failed\":6}");
        Map<String, @Nullable Object> batch = object(answer.getFirst());
        assertThat(batch).containsEntry("committed", 2L);
        assertThat(
                        ((List<?>) batch.get("errors"))
                                .stream()
                                        .map(
                                                error ->
                                                        JsonText.asObject(error).get("line")
                                                                + " "
                                                                + JsonText.asObject(error)
                                                                        .get("problem")))
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("2 not JSON"),
                        two -> assertThat(two).startsWith("3 'aor' is not an address-of-record"),
                        three -> assertThat(three).isEqualTo("4 not an object"),
                        four -> assertThat(four).startsWith("5 no 'type'"),
                        five -> assertThat(five).startsWith("6 no 'type'"),
                        six -> assertThat(six).startsWith("7 unknown field 'colour'"));
    }

    @Test
    void csvThatDoesNotFitItsHeaderIsNamed() throws Exception {
        List<String> answer = post("text/csv", "aor,password\na@b.c\n\"a@b.c,x\na@b.c,x,y\n");
        assertThat(answer.getFirst())
                .contains("{\"line\":2,\"problem\":\"1 values, but the header has 2\"}")
                .contains("not CSV: quotes do not match")
                .contains("3 values, but the header has 2");
    }

    @Test
    void batchesAreAcknowledgedInOrderWithTheirLineNumbers() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 2500; i++) {
            lines.append("{\"aor\":\"u").append(i).append("@example.org\",\"password\":\"x\"}\n");
        }
        assertThat(post("application/x-ndjson", lines.toString(), "?first-line=101"))
                .containsExactly(
                        "{\"firstLine\":101,\"lastLine\":1100,\"committed\":1000,\"level\":1000,\"errors\":[]}",
                        "{\"firstLine\":1101,\"lastLine\":2100,\"committed\":1000,\"level\":2000,\"errors\":[]}",
                        "{\"firstLine\":2101,\"lastLine\":2600,\"committed\":500,\"level\":2500,\"errors\":[]}",
                        "{\"done\":true,\"lines\":2500,\"committed\":2500,\"failed\":0}");
    }

    @Test
    void whenTheLocationServerGoesAwayTheAnswerSaysWhereItStopped() throws Exception {
        server.location.awayAfterSubmissions = 2;
        String lines = "{\"aor\":\"u@example.org\",\"password\":\"x\"}\n".repeat(20_000);
        List<String> answer = post("application/x-ndjson", lines);
        assertThat(answer).hasSize(4);
        assertThat(answer.get(1)).contains("\"lastLine\":2000").doesNotContain("unavailable");
        assertThat(answer.get(2))
                .contains("\"firstLine\":2001")
                .contains("\"unavailable\":\"away\"");
        assertThat(answer.get(3)).startsWith("{\"done\":false,");
        assertThat(server.location.submissions).hasValueLessThan(12);
    }

    @Test
    void aBodyOfUnknownLengthIsStreamed() throws Exception {
        byte[] line =
                "{\"aor\":\"u@example.org\",\"password\":\"x\"}\n"
                        .repeat(5000)
                        .getBytes(StandardCharsets.UTF_8);
        HttpRequest request =
                HttpRequest.newBuilder(server.uri("/api/v1/import"))
                        .header("Content-Type", "application/x-ndjson")
                        .POST(
                                HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(line)))
                        .build();
        HttpResponse<String> response =
                server.http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.body().lines().toList())
                .hasSize(6)
                .last()
                .asString()
                .contains("\"committed\":5000");
    }

    @Test
    void linesHaveALimit() throws Exception {
        String line = "{\"aor\":\"u@example.org\",\"password\":\"x\"}";
        String longest = line + " ".repeat(ImportLines.MAX_LINE - line.length());
        assertThat(post("application/x-ndjson", longest + "\n" + longest + " \n" + line).getLast())
                .isEqualTo("{\"done\":true,\"lines\":3,\"committed\":2,\"failed\":1}");
    }

    @Test
    void otherTypesAndQueriesAreRefused() throws Exception {
        assertThat(
                        server.send("POST", "/api/v1/import", "x", "Content-Type", "text/plain")
                                .statusCode())
                .isEqualTo(415);
        for (String query : List.of("?table=planets", "?first-line=0", "?colour=red")) {
            assertThat(
                            server.send(
                                            "POST",
                                            "/api/v1/import" + query,
                                            "x",
                                            "Content-Type",
                                            "text/csv")
                                    .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void linesAreCutWhereverTheStreamBreaks() throws IOException {
        byte[] text = "one\r\n\ntwo\nthree".getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= text.length; size++) {
            ImportLines lines = new ImportLines(new Dripping(text, size));
            StringBuilder seen = new StringBuilder();
            while (lines.next()) {
                seen.append(new String(lines.bytes(), 0, lines.length(), StandardCharsets.UTF_8))
                        .append('|');
            }
            assertThat(seen).as("pieces of %d", size).hasToString("one||two|three|");
        }
    }

    private static final class Dripping extends ByteArrayInputStream {
        private final int size;

        Dripping(byte[] text, int size) {
            super(text);
            this.size = size;
        }

        @Override
        public int read(byte[] into) {
            return read(into, 0, Math.min(size, into.length));
        }
    }

    private List<String> post(String type, String body) throws Exception {
        return post(type, body, "");
    }

    private List<String> post(String type, String body, String query) throws Exception {
        HttpResponse<String> response =
                server.send("POST", "/api/v1/import" + query, body, "Content-Type", type);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body().lines().toList();
    }

    private static Map<String, @Nullable Object> object(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return JsonText.parse(bytes, 0, bytes.length).object();
    }
}
