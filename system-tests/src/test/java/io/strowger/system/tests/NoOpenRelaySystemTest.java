// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Scenario 11: nobody uses the router to reach places that are not its own. */
@SystemTest
class NoOpenRelaySystemTest {
    private static final String DOMAIN = "example.org";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory = Path.of("");

    @Test
    void aStrangersRequestForAForeignDomainIsRefused() {
        try (RouterProcess router =
                        RouterProcess.in(directory)
                                .set("sip.domains", "[" + DOMAIN + "]")
                                .set("sip.auth", "required")
                                .start();
                UdpUserAgent foreign = UdpUserAgent.open();
                Phone stranger = Phone.udp(router, "stranger", "elsewhere.example")) {
            final String target = "sip:victim@127.0.0.1:" + foreign.port();
            assertThat(stranger.exchange("MESSAGE", target).status()).isBetween(400, 499);
            assertThat(stranger.exchange("INVITE", target).status()).isBetween(400, 499);
            // A Route that names a third place is no way around it.
            assertThat(
                            stranger.exchange(
                                            "MESSAGE",
                                            "sip:a@" + DOMAIN,
                                            "Route: <sip:" + router.sip() + ";lr>",
                                            "Route: <sip:127.0.0.1:" + foreign.port() + ";lr>")
                                    .status())
                    .isBetween(400, 499);
            assertThat(foreign.received()).isEmpty();
            router.assertQuiet();
        }
    }

    @Test
    void aUserMayCallOutOnlyWhenAllowed() {
        try (RouterProcess router =
                        RouterProcess.in(directory)
                                .set("sip.domains", "[" + DOMAIN + "]")
                                .set("sip.auth", "required")
                                .start();
                UdpUserAgent foreign = UdpUserAgent.open().to(router.sipPort());
                Phone bound = Phone.udp(router, "bound", DOMAIN).withPassword("pw", "");
                Phone free = Phone.udp(router, "free", DOMAIN).withPassword("pw", "")) {
            router.rest().put("/api/v1/users/bound@" + DOMAIN, "{\"password\":\"pw\"}");
            router.rest()
                    .put(
                            "/api/v1/users/free@" + DOMAIN,
                            "{\"password\":\"pw\",\"mayCallOut\":true}");
            final String target = "sip:somebody@127.0.0.1:" + foreign.port();
            assertThat(bound.exchange("MESSAGE", target).status()).isEqualTo(403);
            Thread.ofVirtual()
                    .start(() -> foreign.send(foreign.nextRequest("MESSAGE").response(200, "OK")));
            assertThat(free.exchange("MESSAGE", target).status()).isEqualTo(200);
            router.assertQuiet();
        }
    }

    @Test
    void everybodyAuthenticatesWhereTheConfigurationSaysSo() {
        try (RouterProcess router =
                        RouterProcess.in(directory).set("sip.auth", "required").start();
                Phone phone = Phone.udp(router, "alice", DOMAIN)) {
            assertThat(phone.register(600, "").status()).isEqualTo(401);
            assertThat(phone.exchange("INVITE", "sip:bob@" + DOMAIN).status()).isEqualTo(407);
        }
    }

    @Test
    void clientsOnThisHostAreTrustedByDefault() {
        try (RouterProcess router = RouterProcess.in(directory).start();
                Phone phone = Phone.udp(router, "alice", DOMAIN)) {
            assertThat(phone.register(600, "").status()).isEqualTo(200);
        }
    }
}
