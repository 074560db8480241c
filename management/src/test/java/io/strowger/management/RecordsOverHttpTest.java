// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.AddressOfRecord;
import io.strowger.location.RecordTable;
import io.strowger.location.UserView;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordsOverHttpTest {
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
    void aUserIsWrittenReadAndRemoved() throws Exception {
        HttpResponse<String> put =
                server.put(
                        "/api/v1/users/alice@Example.org",
                        "{\"password\":\"secret\",\"displayName\":\"Alice\"}");
        assertThat(put.statusCode()).isEqualTo(200);
        assertThat(put.body()).contains("\"aor\":\"alice@example.org\"").contains("\"level\":1");
        assertThat(put.headers().firstValue("ETag")).contains("\"1\"");

        HttpResponse<String> get = server.get("/api/v1/users/sip:alice@example.org");
        assertThat(get.statusCode()).isEqualTo(200);
        assertThat(get.headers().firstValue("ETag")).contains("\"1\"");
        assertThat(get.body())
                .isEqualTo(
                        """
                        {"aor":"alice@example.org","displayName":"Alice","enabled":true,"mayCallOut":false,"service":"none","realm":"example.org","algorithms":["md5","sha-256"],"level":1}
                        """);

        assertThat(server.send("DELETE", "/api/v1/users/alice@example.org", "").statusCode())
                .isEqualTo(200);
        assertThat(server.get("/api/v1/users/alice@example.org").statusCode()).isEqualTo(404);
        assertThat(server.send("DELETE", "/api/v1/users/alice@example.org", "").statusCode())
                .isEqualTo(404);
    }

    /** The MD5 value is the example of RFC 2617 §3.5; the SHA-256 value that of RFC 7616 §3.9.1. */
    @Test
    void passwordsBecomeTheHashesThatDigestWants() throws Exception {
        server.put(
                "/api/v1/users/Mufasa@example.org",
                "{\"password\":\"Circle Of Life\",\"realm\":\"testrealm@host.com\"}");
        UserView user = user("Mufasa@example.org");
        byte[] md5 = new byte[16];
        user.copyMd5(md5);
        assertThat(HexFormat.of().formatHex(md5)).isEqualTo("939e7578ed9e3c518a452acee763bce9");

        server.put(
                "/api/v1/users/Mufasa@example.org",
                "{\"password\":\"Circle of Life\",\"realm\":\"http-auth@example.org\"}");
        byte[] sha256 = new byte[32];
        user("Mufasa@example.org").copySha256(sha256);
        assertThat(HexFormat.of().formatHex(sha256))
                .isEqualTo("7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232");
    }

    @Test
    void readyMadeHashesAreTakenAsTheyAre() throws Exception {
        String md5 = "939e7578ed9e3c518a452acee763bce9";
        server.put("/api/v1/users/a@b.c", "{\"ha1\":{\"md5\":\"" + md5 + "\"},\"realm\":\"r\"}");
        UserView user = user("a@b.c");
        byte[] stored = new byte[16];
        user.copyMd5(stored);
        assertThat(HexFormat.of().formatHex(stored)).isEqualTo(md5);
        assertThat(user.hasSha256()).isFalse();
        assertThat(user.realm()).isEqualTo("r");
    }

    private UserView user(String aor) {
        StoredRecord record = server.location.get(RecordTable.USER, AddressOfRecord.parse(aor));
        assertThat(record).isNotNull();
        UserView view = new UserView();
        assertThat(
                        view.wrap(
                                new UnsafeBuffer(record.value()),
                                0,
                                record.value().length,
                                record.level()))
                .isTrue();
        return view;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            textBlock =
                    """
                    users/a@b.c; {"password":1}; 422; 'password' is not a text
                    users/a@b.c; {"password":""}; 422; 'password' is empty
                    users/a@b.c; {"pasword":"x"}; 422; unknown field 'pasword'
                    users/a@b.c; {"password":"x","ha1":{}}; 422; not both
                    users/a@b.c; {"ha1":{"md5":"12"}}; 422; 'ha1.md5' is not 32 hexadecimal digits
                    users/a@b.c; {"ha1":{"sha1":"12"}}; 422; 'ha1': unknown field 'sha1'
                    users/a@b.c; {"ha1":7}; 422; 'ha1' is not an object
                    users/a@b.c; {"enabled":"perhaps"}; 422; 'enabled' is not true or false
                    users/a@b.c; {"service":"both"}; 422; 'service' is not one of none, proxy, redirect
                    users/a@b.c; {"aor":"x@b.c"}; 422; 'aor' is not the one of the path
                    users/a@b.c; []; 400; the body is not an object
                    users/a@b.c; {"a":1; 400; not JSON
                    users/a@b.c; {"a":1,"a":2}; 400; not JSON
                    users/a@b.c; {} {}; 400; not JSON: more than one value
                    users/b.c; {"password":"x"}; 404; is not an address-of-record
                    users/a%20b@c; {"password":"x"}; 404; is not an address-of-record
                    numbers/12x; {"targets":["sip:a@b"]}; 404; is not +49301234, prefix:
                    numbers/range:200-100; {"targets":["sip:a@b"]}; 404; is not +49301234
                    numbers/12; {}; 422; 'targets' needs 1 to 32 targets
                    numbers/12; {"targets":["mailto:a@b"]}; 422; a target's 'uri' is not a SIP URI
                    numbers/12; {"targets":[{"uri":"sip:a@b","priority":65535}]}; 422; a target: 'priority' is not a whole number from 0 to 65534
                    numbers/12; {"targets":[7]}; 422; a target is neither an object nor a text
                    bindings/a@b.c; {"bindings":[]}; 422; 'bindings' needs 1 to 64 bindings
                    bindings/a@b.c; {"bindings":[{"contact":"sip:x y"}]}; 422; 'contact' is not a SIP URI
                    bindings/a@b.c; {"bindings":[{"contact":"sip:x","q":1.5}]}; 422; a binding: 'q' is not a number from 0 to 1
                    bindings/a@b.c; {"bindings":[{"contact":"sip:x","expires":0}]}; 422; a binding: 'expires' is not a whole number from 1
                    domains/a@b.c; {}; 404; is not a domain name
                    domains/b.c; {"auth":"perhaps"}; 422; 'auth' is not one of none, required, off
                    """)
    void whatIsWrongIsAnswered(String path, String body, int status, String detail)
            throws Exception {
        HttpResponse<String> response = server.put("/api/v1/" + path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(RunningServer.object(response).get("detail")).asString().contains(detail);
        assertThat(RunningServer.object(response)).containsEntry("status", (long) status);
        assertThat(server.location.state().level()).isZero();
    }

    @Test
    void numbersBindingsAndDomainsReadBackAsWritten() throws Exception {
        server.put(
                "/api/v1/numbers/prefix:+4930",
                "{\"targets\":[\"sip:gw1@example.net|1|5\",{\"uri\":\"sip:gw2@example.net\",\"priority\":2}]}");
        assertThat(server.get("/api/v1/numbers/prefix:+4930").body())
                .contains("\"number\":\"prefix:+4930\"")
                .contains("{\"uri\":\"sip:gw1@example.net\",\"priority\":1,\"weight\":5}")
                .contains("{\"uri\":\"sip:gw2@example.net\",\"priority\":2,\"weight\":1}");
        for (String key : new String[] {"+49301", "range:100-199", "default"}) {
            assertThat(
                            server.put("/api/v1/numbers/" + key, "{\"targets\":[\"sip:a@b\"]}")
                                    .statusCode())
                    .isEqualTo(200);
            assertThat(server.get("/api/v1/numbers/" + key).body())
                    .contains("\"number\":\"" + key + "\"");
        }

        server.put(
                "/api/v1/bindings/bob@example.org",
                "{\"bindings\":[{\"contact\":\"sip:bob@10.0.0.7:5062;transport=tcp\",\"q\":0.5,\"path\":\"<sip:edge;lr>\"}]}");
        assertThat(server.get("/api/v1/bindings/bob@example.org").body())
                .contains("\"contact\":\"sip:bob@10.0.0.7:5062;transport=tcp\",\"q\":0.5,")
                .contains("\"path\":\"<sip:edge;lr>\"");

        server.put(
                "/api/v1/domains/Example.org", "{\"service\":\"redirect\",\"auth\":\"required\"}");
        assertThat(server.get("/api/v1/domains/example.org").body())
                .contains(
                        "\"name\":\"example.org\",\"service\":\"redirect\",\"auth\":\"required\"");
    }

    @Test
    void editsThatKnowAnOlderLevelAreRefused() throws Exception {
        String path = "/api/v1/domains/example.org";
        assertThat(server.put(path, "{}", "If-None-Match", "*").statusCode()).isEqualTo(200);
        assertThat(server.put(path, "{}", "If-None-Match", "*").statusCode()).isEqualTo(412);
        assertThat(server.put(path, "{}", "If-Match", "\"1\"").statusCode()).isEqualTo(200);
        HttpResponse<String> late = server.put(path, "{}", "If-Match", "\"1\"");
        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(late.body()).contains("the record is at level 2");
        assertThat(server.send("DELETE", path, "", "If-Match", "\"1\"").statusCode())
                .isEqualTo(412);
        assertThat(server.put(path, "{}", "If-Match", "1, 2").statusCode()).isEqualTo(400);
    }

    @Test
    void listsArePaged() throws Exception {
        for (int i = 0; i < 25; i++) {
            server.put("/api/v1/users/user%02d@example.org".formatted(i), "{\"password\":\"x\"}");
        }
        var first = RunningServer.object(server.get("/api/v1/users?limit=20"));
        assertThat((List<?>) first.get("items")).hasSize(20);
        assertThat(first).containsEntry("next", "user19@example.org");
        var second =
                RunningServer.object(server.get("/api/v1/users?limit=20&after=user19@example.org"));
        assertThat((List<?>) second.get("items")).hasSize(5);
        assertThat(second).containsEntry("next", null);
        assertThat(server.get("/api/v1/users?limit=1000").statusCode()).isEqualTo(200);
        assertThat(server.get("/api/v1/users?limit=1001").statusCode()).isEqualTo(400);
        assertThat(server.get("/api/v1/users?limit=0").statusCode()).isEqualTo(400);
        assertThat(server.get("/api/v1/users?offset=3").statusCode()).isEqualTo(400);
    }

    @Test
    void theLocationServersNoIsPassedOn() throws Exception {
        server.location.refusal = "full";
        assertThat(server.put("/api/v1/domains/a.b", "{}").statusCode()).isEqualTo(422);
        server.location.awayAfterSubmissions = 0;
        HttpResponse<String> away = server.put("/api/v1/domains/a.b", "{}");
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.headers().firstValue("Retry-After")).contains("2");
    }

    @Test
    void bodiesHaveALimitAndAType() throws Exception {
        String name = "\"displayName\":\"x\"";
        String padded = "{" + name + " ".repeat(ApiRequest.MAX_BODY - name.length() - 2) + "}";
        assertThat(server.put("/api/v1/users/a@b.c", padded).statusCode()).isEqualTo(200);
        assertThat(server.put("/api/v1/users/a@b.c", padded + " ").statusCode()).isEqualTo(413);
        assertThat(
                        server.send(
                                        "PUT",
                                        "/api/v1/users/a@b.c",
                                        "{}",
                                        "Content-Type",
                                        "text/plain")
                                .statusCode())
                .isEqualTo(415);
        assertThat(server.put("/api/v1/users/a@b.c", "[".repeat(17)).body()).contains("not JSON");
    }
}
