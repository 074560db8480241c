// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Scenario 05: what a phone may ask of the registrar (RFC 3261 §10.3), and that restarts keep it. */
@SystemTest
class RegistrarSystemTest {
    private static final String DOMAIN = "example.org";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private static RouterProcess router;

    @BeforeAll
    static void startRouter() {
        router =
                RouterProcess.in(directory)
                        .set("sip.registration.min-expires", "2s")
                        .set("sip.registration.default-expires", "30m")
                        .set("sip.registration.expires-jitter-percent", "0")
                        .set("sip.registration.max-contacts", "3")
                        .start();
    }

    @AfterEach
    void nothingIsLogged() {
        router.assertQuiet();
    }

    @AfterAll
    static void stopRouter() {
        router.close();
    }

    @Test
    void aBindingIsMadeRefreshedFetchedAndTakenBack() {
        try (Phone phone = Phone.udp(router, "lifecycle", DOMAIN)) {
            assertThat(contacts(phone.register(600, ""))).containsExactly(phone.contactUri());
            final SipText refreshed = phone.register(900, "");
            assertThat(contacts(refreshed)).containsExactly(phone.contactUri());
            assertThat(expires(refreshed)).isBetween(890, 900);
            assertThat(contacts(phone.registerWith())).containsExactly(phone.contactUri());
            assertThat(contacts(phone.register(0, ""))).isEmpty();
            assertThat(contacts(phone.registerWith())).isEmpty();
        }
    }

    @Test
    void aContactWithoutExpiryGetsTheDefault() {
        try (Phone phone = Phone.udp(router, "default-expiry", DOMAIN)) {
            final SipText registered = phone.registerWith("Contact: <" + phone.contactUri() + ">");
            assertThat(expires(registered)).isBetween(1_790, 1_800);
        }
    }

    @Test
    void aStarTakesBackAllBindings() {
        try (Phone phone = Phone.udp(router, "star", DOMAIN)) {
            phone.registerWith("Contact: <sip:a@127.0.0.1:7001>, <sip:b@127.0.0.1:7002>");
            assertThat(phone.registerWith("Contact: *", "Expires: 60").status()).isEqualTo(400);
            assertThat(contacts(phone.registerWith())).hasSize(2);
            assertThat(contacts(phone.registerWith("Contact: *", "Expires: 0"))).isEmpty();
        }
    }

    @Test
    void aBindingExpires() {
        try (Phone phone = Phone.udp(router, "expiring", DOMAIN)) {
            assertThat(contacts(phone.register(2, ""))).hasSize(1);
            await().atMost(Duration.ofSeconds(8))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> contacts(phone.registerWith()).isEmpty());
            await().atMost(Duration.ofSeconds(30))
                    .until(
                            () ->
                                    router.rest()
                                                    .get("/api/v1/bindings/expiring@" + DOMAIN)
                                                    .status()
                                            == 404);
            assertThat(phone.exchange("OPTIONS", phone.aor()).status()).isIn(404, 480);
        }
    }

    @Test
    void aTooBriefIntervalIsRefusedAndTheLeastOneNamed() {
        try (Phone phone = Phone.udp(router, "brief", DOMAIN)) {
            final SipText refused = phone.register(1, "");
            assertThat(refused.status()).isEqualTo(423);
            assertThat(refused.header("Min-Expires")).isEqualTo("2");
            assertThat(contacts(phone.registerWith())).isEmpty();
        }
    }

    @Test
    void aContactTooManyIsRefusedAndTheOthersStay() {
        try (Phone phone = Phone.udp(router, "many", DOMAIN)) {
            for (int contact = 1; contact <= 3; contact++) {
                assertThat(phone.registerWith(contact(contact)).status()).isEqualTo(200);
            }
            assertThat(phone.registerWith(contact(4)).status()).isBetween(400, 599);
            assertThat(contacts(phone.registerWith())).hasSize(3);
            assertThat(phone.registerWith(contact(2)).status()).isEqualTo(200);
        }
    }

    @Test
    void pathIsKeptEchoedAndTravelledBy() {
        try (Phone phone = Phone.udp(router, "behind", DOMAIN);
                UdpUserAgent edge = UdpUserAgent.open().to(router.sipPort());
                Phone caller = Phone.udp(router, "caller", DOMAIN)) {
            final String path = "<sip:edge@127.0.0.1:" + edge.port() + ";lr>";
            final SipText registered =
                    phone.registerWith(
                            "Contact: <sip:behind@192.0.2.1:5060>",
                            "Supported: path",
                            "Path: " + path);
            assertThat(registered.status()).isEqualTo(200);
            assertThat(registered.header("Path")).isEqualTo(path);
            caller.wire().send(caller.request("MESSAGE", phone.aor(), phone.aor(), "path-call"));
            final SipText atEdge = edge.nextRequest("MESSAGE");
            assertThat(atEdge.header("Route")).isEqualTo(path);
            assertThat(atEdge.requestUri()).isEqualTo("sip:behind@192.0.2.1:5060");
            edge.send(atEdge.response(200, "OK"));
            assertThat(caller.nextFinal("MESSAGE").status()).isEqualTo(200);
        }
    }

    @Test
    void anOlderRequestOfTheSameCallIsRefused() {
        try (Phone phone = Phone.udp(router, "ordered", DOMAIN)) {
            assertThat(phone.register(600, "").status()).isEqualTo(200);
            final String old =
                    phone.request(
                            "REGISTER",
                            "sip:" + DOMAIN,
                            phone.aor(),
                            "reordered",
                            "Contact: <" + phone.contactUri() + ">");
            final String fresh =
                    phone.request(
                            "REGISTER",
                            "sip:" + DOMAIN,
                            phone.aor(),
                            "reordered",
                            "Contact: <" + phone.contactUri() + ">");
            phone.wire().send(fresh);
            assertThat(phone.nextFinal("REGISTER").status()).isEqualTo(200);
            phone.wire().send(old);
            assertThat(phone.nextFinal("REGISTER").status()).isEqualTo(500);
        }
    }

    @Test
    void restartsKeepWhatWasAcknowledged() {
        // A router of its own: the others must not lose theirs under their feet.
        try (RouterProcess own = RouterProcess.in(directory.resolve("restarted")).start();
                Phone phone = Phone.udp(own, "durable", DOMAIN)) {
            assertThat(phone.register(3_000, "").status()).isEqualTo(200);
            final String birthDate = own.rest().get("/api/v1/status").member("birthDate");
            own.stop();
            own.assertNoFaultLogged();
            own.start();
            assertThat(contacts(phone.registerWith())).containsExactly(phone.contactUri());
            assertThat(phone.registerWith(contact(2)).status()).isEqualTo(200);
            own.kill();
            own.start();
            assertThat(contacts(phone.registerWith()))
                    .containsExactlyInAnyOrder(phone.contactUri(), "sip:c2@127.0.0.1:7002");
            assertThat(own.rest().get("/api/v1/status").member("birthDate")).isEqualTo(birthDate);
            own.assertQuiet();
        }
    }

    private static String contact(final int number) {
        return "Contact: <sip:c" + number + "@127.0.0.1:" + (7_000 + number) + ">";
    }

    private static List<String> contacts(final SipText response) {
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        return response.headers("Contact").stream()
                .flatMap(value -> Stream.of(value.split(",\\s*(?=<)", -1)))
                .map(value -> value.replaceAll("^<|>.*$", ""))
                .toList();
    }

    private static int expires(final SipText response) {
        return Integer.parseInt(SipText.parameter(response.header("Contact"), "expires"));
    }
}
