// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.AuthenticationOverride;
import io.strowger.location.MemoryLocation;
import io.strowger.location.ServiceOverride;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.SipUriView;
import io.strowger.sip.message.TransportProtocol;
import java.util.List;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose users are ours, and which URIs lead here (RFC 3261 §16.4, §16.5). */
class ServedDomainsTest {
    private final MemoryLocation location =
            new MemoryLocation()
                    .domain("stored.example", ServiceOverride.NONE, AuthenticationOverride.NONE);

    @ParameterizedTest
    @CsvSource({
        "sip:a@example.org, true, true",
        "sip:a@EXAMPLE.org, true, true",
        "sip:a@example.org., true, true",
        "sip:a@example.org:5060, true, true",
        "sip:a@example.org:5099, true, false",
        "sip:a@notexample.org, false, false",
        "sip:a@stored.example, true, true",
        "sip:a@192.0.2.1, true, true",
        "sip:192.0.2.1:5060, true, true",
        "sip:192.0.2.1:5061, false, false",
        "sip:192.0.2.2, false, false",
        "sip:127.0.0.1:5060, true, true",
        "sip:127.9.9.9, true, true",
        "sip:localhost, true, true",
        "sip:[::1]:5060, true, true",
        "sip:[::2]:5060, false, false",
        "sip:example.org;maddr=198.51.100.1, true, false",
        "sip:other.example;maddr=192.0.2.1, false, true",
    })
    void configuredDomainsAndOwnAddressesAreOurs(
            final String uri, final boolean served, final boolean thisRouter) {
        check(new ServedDomains(List.of("Example.org"), Requests.POINTS), uri, served, thisRouter);
    }

    @ParameterizedTest
    @CsvSource({
        "sip:a@anything.example, true, true",
        "sip:a@10.0.0.1, true, false",
        "sip:a@anything.example:5099, true, false",
        "sip:192.0.2.1, true, true",
        "sip:127.0.0.1:6000, true, false",
        "sip:a@stored.example, true, true",
    })
    void withoutConfiguredDomainsEveryHostIsServedButAddressesOfOthersAreNotThisRouter(
            final String uri, final boolean served, final boolean thisRouter) {
        check(new ServedDomains(List.of(), Requests.POINTS), uri, served, thisRouter);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, true", "127.0.0.2, false", "localhost, true"})
    void listeningOnOneLoopbackAddressLeavesItsNeighboursToOthers(
            final String host, final boolean own) {
        final LocalPoint point = new LocalPoint(TransportProtocol.UDP, "127.0.0.1", 5060, 0);
        final UnsafeBuffer buffer = Requests.buffer(host);
        assertThat(
                        new ServedDomains(List.of("x.example"), List.of(point))
                                .isOwnAddress(buffer, Requests.all(buffer), 0))
                .isEqualTo(own);
    }

    @Test
    void manyDomainsAreAllFound() {
        final List<String> names = IntStream.range(0, 1024).mapToObj(i -> "d" + i + ".x").toList();
        final ServedDomains domains = new ServedDomains(names, Requests.POINTS);
        for (final String name : names) {
            check(domains, "sip:a@" + name, true, true);
        }
        check(domains, "sip:a@d1024.x", false, false);
    }

    private void check(
            final ServedDomains domains,
            final String text,
            final boolean served,
            final boolean thisRouter) {
        final UnsafeBuffer buffer = Requests.buffer(text);
        final SipUriView uri = new SipUriView();
        assertThat(uri.wrap(buffer, Requests.all(buffer))).isEqualTo(Malformation.NONE);
        assertThat(domains.isServed(buffer, uri.host(), uri.port(), location))
                .as("served " + text)
                .isEqualTo(served);
        assertThat(domains.isThisRouter(buffer, uri, location))
                .as("this router " + text)
                .isEqualTo(thisRouter);
    }
}
