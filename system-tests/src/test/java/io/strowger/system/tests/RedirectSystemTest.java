// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Scenario 04: redirect server, chosen by domain and by user while the process runs. */
@SystemTest
class RedirectSystemTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private static RouterProcess router;

    @BeforeAll
    static void startRouter() {
        router = RouterProcess.in(directory).start();
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
    void sippFollowsThe302ToTheCallee() {
        Peers.require("sipp");
        service("domains/moved.example", "redirect");
        final int calleePort = Ports.free();
        try (Phone registrant = Phone.udp(router, "callee", "moved.example")) {
            final String contact = "sip:callee@127.0.0.1:" + calleePort;
            assertThat(
                            registrant
                                    .registerWith("Contact: <" + contact + ">", "Expires: 600")
                                    .status())
                    .isEqualTo(200);
        }
        try (SippRun callee =
                        SippRun.scenario(
                                        directory,
                                        Scenarios.file("01-register-and-call", "callee.xml"))
                                .on(calleePort)
                                .calls(10)
                                .traced()
                                .start()
                                .awaitListening();
                SippRun caller =
                        SippRun.scenario(
                                        directory,
                                        Scenarios.file("04-redirect", "caller-follows-302.xml"))
                                .key("user", "callee")
                                .key("domain", "moved.example")
                                .calls(10)
                                .rate(10)
                                .to(router.sip())
                                .start()) {
            caller.awaitSuccess(LIMIT);
            callee.awaitSuccess(LIMIT);
            // Straight from the caller: no router on the way.
            assertThat(callee.messages().getFirst().message().headers("Via")).hasSize(1);
        }
    }

    @Test
    void contactsComeInTheOrderOfPreference() {
        service("domains/ordered.example", "redirect");
        try (Phone caller = Phone.udp(router, "caller", "ordered.example");
                Phone callee = Phone.udp(router, "callee", "ordered.example")) {
            callee.registerWith(
                    "Contact: <sip:second@127.0.0.1:7002>;q=0.5, <sip:first@127.0.0.1:7001>;q=0.9,"
                            + " <sip:third@127.0.0.1:7003>;q=0.1",
                    "Expires: 600");
            final SipText moved = caller.exchange("OPTIONS", "sip:callee@ordered.example");
            assertThat(moved.status()).isEqualTo(302);
            assertThat(String.join(",", moved.headers("Contact")))
                    .containsSubsequence("sip:first@", "sip:second@", "sip:third@");
        }
    }

    @Test
    void oneProcessProxiesForOneDomainAndRedirectsForAnother() {
        service("domains/proxied.example", "proxy");
        service("domains/redirected.example", "redirect");
        for (final String domain : List.of("proxied.example", "redirected.example")) {
            try (Phone callee = Phone.udp(router, "callee", domain);
                    Phone caller = Phone.udp(router, "caller", domain)) {
                assertThat(callee.register(600, "").status()).isEqualTo(200);
                assertThat(answer(caller, callee, "sip:callee@" + domain))
                        .as(domain)
                        .isEqualTo(domain.startsWith("proxied") ? 200 : 302);
            }
        }
    }

    @Test
    void theServiceOfADomainAndOfAUserChangesWhileRunning() {
        final String domain = "changing.example";
        try (Phone callee = Phone.udp(router, "callee", domain);
                Phone caller = Phone.udp(router, "caller", domain)) {
            assertThat(callee.register(600, "").status()).isEqualTo(200);
            service("domains/" + domain, "proxy");
            assertThat(answer(caller, callee, "sip:callee@" + domain)).isEqualTo(200);
            service("domains/" + domain, "redirect");
            assertThat(answer(caller, callee, "sip:callee@" + domain)).isEqualTo(302);
            service("users/callee@" + domain, "proxy");
            assertThat(answer(caller, callee, "sip:callee@" + domain)).isEqualTo(200);
            service("users/callee@" + domain, "redirect");
            service("domains/" + domain, "proxy");
            assertThat(answer(caller, callee, "sip:callee@" + domain)).isEqualTo(302);
            service("users/callee@" + domain, "none");
            assertThat(answer(caller, callee, "sip:callee@" + domain)).isEqualTo(200);
        }
    }

    private static void service(final String record, final String service) {
        final RestClient.Answer answer =
                router.rest().put("/api/v1/" + record, "{\"service\":\"" + service + "\"}");
        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
    }

    /** Status of a MESSAGE, which the callee answers by 200 if it gets one. */
    private static int answer(final Phone caller, final Phone callee, final String uri) {
        Thread.ofVirtual()
                .start(
                        () ->
                                callee.wire()
                                        .send(
                                                callee.wire()
                                                        .nextRequest("MESSAGE")
                                                        .response(200, "OK")));
        return caller.exchange("MESSAGE", uri).status();
    }
}
