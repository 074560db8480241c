// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Scenario 06: telephone numbers, provisioned by the command line, then called. */
@SystemTest
class NumbersSystemTest {
    private static final String DOMAIN = "example.org";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private static RouterProcess router;

    @BeforeAll
    static void startRouter() {
        router = RouterProcess.in(directory).set("sip.domains", "[" + DOMAIN + "]").start();
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
    void theMostSpecificRouteIsTaken() {
        final List<UdpUserAgent> gateways = new ArrayList<>();
        try (Phone caller = Phone.udp(router, "caller", DOMAIN)) {
            for (final String number :
                    List.of(
                            "+4930123",
                            "prefix:+4930",
                            "prefix:+49",
                            "range:+4940100-+4940199",
                            "default")) {
                final UdpUserAgent gateway = UdpUserAgent.open().to(router.sipPort());
                gateways.add(gateway);
                command("number", "add", number, "--target", "sip:gw@127.0.0.1:" + gateway.port());
            }
            assertReaches(caller, "+4930123", gateways.get(0));
            assertReaches(caller, "+49301234", gateways.get(1));
            assertReaches(caller, "+49891", gateways.get(2));
            assertReaches(caller, "+4940150", gateways.get(3));
            assertReaches(caller, "+4940250", gateways.get(2));
            assertReaches(caller, "+331", gateways.get(4));
            command("number", "remove", "prefix:+4930");
            assertReaches(caller, "+49301234", gateways.get(2));
        } finally {
            gateways.forEach(UdpUserAgent::close);
        }
    }

    private static void assertReaches(
            final Phone caller, final String number, final UdpUserAgent gateway) {
        final String uri = "sip:" + number + "@" + DOMAIN;
        caller.wire().send(caller.request("MESSAGE", uri, uri, "number" + System.nanoTime()));
        final SipText arrived = gateway.next(message -> message.isRequest("MESSAGE"));
        assertThat(arrived.header("To")).contains(number + "@");
        gateway.send(arrived.response(200, "OK"));
        assertThat(caller.nextFinal("MESSAGE").status()).isEqualTo(200);
    }

    private static void command(final String... arguments) {
        final List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", "http://127.0.0.1:" + router.httpPort()));
        final Product.Finished finished = Product.run(directory, all.toArray(String[]::new));
        assertThat(finished.exit()).as(finished.err() + finished.out()).isZero();
    }
}
