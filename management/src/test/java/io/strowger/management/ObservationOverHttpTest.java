// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.agrona.concurrent.status.AtomicCounter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObservationOverHttpTest {
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
    void readinessFollowsTheProcess() throws Exception {
        server.ready = false;
        assertThat(server.get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
        server.ready = true;
        assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void statusShowsEveryReplicaAndRegion() throws Exception {
        assertThat(server.get("/api/v1/status").body())
                .isEqualTo(
                        """
                        {"version":"1.2.3","replicas":[{"id":"0","role":"active","birthDate":"84662395338752","level":0,"digest":"0000000000001234000000000000abcd","coherent":true,"records":0,"activity":"in step","lagMillis":0,"lagEntries":0,"lastLoad":"none","lastLoadMillis":-1},{"id":"a\\"b\\n","role":"node","birthDate":"84662395338752","level":0,"digest":"0000000000001234000000000000abcd","coherent":true,"records":0,"activity":"loading","lagMillis":7,"lagEntries":3,"lastLoad":"incremental","lastLoadMillis":12}],"regions":[{"receiver":"ea st-0","birthDate":"1152921504606846976","replicas":5,"inStep":4,"differing":1,"lowestLevel":41,"worstLagMillis":9}],"node":{"operationalStatus":"ready","callsPerSecond":12.3,"transactions":6,"connections":7,"uptimeMillis":8000},"ready":true}
                        """);
    }

    @Test
    void countersBecomeSeriesGroupedByFamily() throws Exception {
        AtomicCounter in =
                server.counters.newCounter("strowger_sip_messages_total{direction=\"in\"}");
        AtomicCounter open = server.counters.newCounter("strowger_sip_transactions");
        AtomicCounter out =
                server.counters.newCounter("strowger_sip_messages_total{direction=\"out\"}");
        AtomicCounter other = server.counters.newCounter("rcv-pos: 1 2 3");
        in.set(5);
        open.set(-1);
        out.set(9_007_199_254_740_993L);
        other.set(1);

        HttpResponse<String> response = server.get("/metrics");

        assertThat(response.headers().firstValue("Content-Type"))
                .contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body())
                .contains(
                        """
                        # TYPE strowger_sip_messages_total counter
                        strowger_sip_messages_total{direction="in"} 5
                        strowger_sip_messages_total{direction="out"} 9007199254740993
                        # TYPE strowger_sip_transactions gauge
                        strowger_sip_transactions -1
                        """)
                .contains("strowger_build{version=\"1.2.3\"} 1\n")
                .contains("strowger_replica_coherent{replica=\"0\",role=\"active\"} 1\n")
                .contains("strowger_replica_lag_millis{replica=\"a_b_\",role=\"node\"} 7\n")
                .contains("strowger_replica_lag_entries{replica=\"a_b_\",role=\"node\"} 3\n")
                .contains("strowger_replica_last_load_millis{replica=\"a_b_\",role=\"node\"} 12\n")
                .contains("strowger_region_replicas{receiver=\"ea_st-0\"} 5\n")
                .contains("strowger_region_in_step{receiver=\"ea_st-0\"} 4\n")
                .contains("strowger_region_differing{receiver=\"ea_st-0\"} 1\n")
                .contains("strowger_region_lowest_level{receiver=\"ea_st-0\"} 41\n")
                .contains("strowger_region_worst_lag_millis{receiver=\"ea_st-0\"} 9\n")
                .contains("process_cpu_seconds_total ")
                .contains("jvm_memory_used_bytes{area=\"heap\"} ")
                .doesNotContain("rcv-pos");
        assertThat(response.body().lines())
                .allMatch(
                        line ->
                                line.matches(
                                        "# TYPE [a-z_]+ (counter|gauge)|[a-z_]+(\\{[^}]*})? -?[0-9.E]+"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/nothing,404",
        "GET,/api/v1/users/a/b,404",
        "GET,/api/v2/users,404",
        "GET,/,200",
        "HEAD,/metrics,200",
        "HEAD,/api/v1/users,200",
        "POST,/metrics,405",
        "POST,/api/v1/users,405",
        "PATCH,/api/v1/users/a@b.c,405",
        "GET,/api/v1/import,405",
        "OPTIONS,/api/v1/users,405",
    })
    void otherPathsAndMethodsAreAnswered(String method, String path, int status) throws Exception {
        assertThat(server.send(method, path, "").statusCode()).isEqualTo(status);
    }

    @Test
    void aFaultOfOursIsA500AndTheServerGoesOn() throws Exception {
        server.broken = true;
        assertThat(server.get("/api/v1/status").statusCode()).isEqualTo(500);
        server.broken = false;
        assertThat(server.get("/api/v1/status").statusCode()).isEqualTo(200);
    }

    @Test
    void everyPathOfTheDescriptionIsServedAndEveryReferenceResolves() throws Exception {
        HttpResponse<String> description = server.get("/api/openapi.json");
        Map<String, @Nullable Object> paths =
                JsonText.asObject(RunningServer.object(description).get("paths"));
        assertThat(paths).isNotNull();
        for (String path : paths.keySet()) {
            String real =
                    path.replace("{aor}", "a@b.c")
                            .replace("{number}", "12")
                            .replace("{name}", "b.c")
                            .replace("{id}", "ab")
                            .replace("{network}", "192.0.2.1")
                            .replace("{address}", "192.0.2.1:7450");
            HttpResponse<String> response = server.get(real);
            boolean isImport = path.endsWith("import");
            assertThat(response.statusCode())
                    .as(path)
                    .isIn(isImport ? List.of(405) : List.of(200, 404));
            // What only a switch or a chassis serves is seen in SwitchOverHttpTest and
            // ChassisOverHttpTest.
            if (!path.contains("/nodes/")
                    && !path.contains("/links/")
                    && !path.contains("/chassis/")
                    && !path.contains("/bans")
                    && !path.endsWith("/protection")) {
                assertThat(response.body()).as(path).doesNotContain("nothing is served here");
            }
        }
        String text = description.body();
        Pattern.compile("#/components/schemas/([A-Za-z]+)")
                .matcher(text)
                .results()
                .forEach(
                        reference ->
                                assertThat(text).contains("\"" + reference.group(1) + "\": {"));
    }
}
