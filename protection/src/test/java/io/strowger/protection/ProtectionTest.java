// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.TransportProtocol;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ProtectionTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final LocalPoint UDP =
            new LocalPoint(TransportProtocol.UDP, "192.0.2.1", 5060, 0);
    private static final LocalPoint TCP =
            new LocalPoint(TransportProtocol.TCP, "192.0.2.1", 5060, 1);
    private static final String PHONE = "203.0.113.7";
    private static final String OTHER = "203.0.113.8";
    private static final String TRUNK = "198.51.100.1";

    private Protection protection = protection(limits(0, 0, 10), 1_024);
    private long now = -50 * SECOND;

    private Protection protection(final ProtectionLimits limits, final int sources) {
        return new Protection(
                new ProtectionConfig(
                        sources,
                        7,
                        List.of(network("198.51.100.0/24")),
                        List.of(),
                        limits,
                        new ScannerPatterns(List.of("friendly-scanner")),
                        0),
                OverloadTest.counters(),
                -50 * SECOND);
    }

    private static ProtectionLimits limits(
            final int perSource, final int total, final int failures) {
        return new ProtectionLimits(
                perSource, total, failures, 60 * SECOND, 2, 600 * SECOND, false);
    }

    private boolean admits(final String host) {
        final IpAddress address = address(host);
        return protection.admits(address.high(), address.low(), now);
    }

    private int admitted(final String host, final int tries) {
        int count = 0;
        for (int i = 0; i < tries; i++) {
            count += admits(host) ? 1 : 0;
        }
        return count;
    }

    @Test
    void aSourceGetsItsRateAndOneSecondOfItAtOnce() {
        protection.limits(limits(10, 0, 0));
        assertThat(admitted(PHONE, 20)).isEqualTo(10);
        assertThat(admitted(OTHER, 1)).as("another source").isEqualTo(1);
        now += 100 * MILLI;
        assertThat(admitted(PHONE, 20)).isEqualTo(1);
        now += SECOND;
        assertThat(admitted(PHONE, 20)).isEqualTo(10);
        protection.limits(limits(0, 0, 0));
        assertThat(admitted(PHONE, 20)).as("limits change at run time").isEqualTo(20);
    }

    @Test
    void allTogetherGetTheTotalRateAndTheTrustedMore() {
        protection.limits(limits(0, 10, 0));
        assertThat(admitted(PHONE, 6)).isEqualTo(6);
        assertThat(admitted(OTHER, 20)).isEqualTo(4);
        assertThat(admitted(TRUNK, 20)).isEqualTo(20);
    }

    @Test
    void aTrustedSourceIsNeitherLimitedNorSuspected() {
        protection.limits(limits(5, 0, 3));
        assertThat(admitted(TRUNK, 20)).isEqualTo(20);
        sent(TRUNK, 0, "404 Not Found", "INVITE", 20);
        assertThat(asks(TRUNK, 0, "friendly-scanner")).isTrue();
        assertThat(protection.bans(9, now)).isEmpty();
        assertThat(protection.ban(network("198.51.0.0/16"), SECOND, now))
                .isEqualTo(Protection.Outcome.TRUSTED);
    }

    @Test
    void addressesOfOneIpv6NetworkAreOneSource() {
        protection.limits(limits(2, 0, 0));
        assertThat(admits("2001:db8::1")).isTrue();
        assertThat(admits("2001:db8::2")).isTrue();
        assertThat(admits("2001:db8::3")).isFalse();
        assertThat(admits("2001:db8:0:1::3")).isTrue();
    }

    @Test
    void whoFailsMoreThanSucceedsIsBannedWhereItHasProvedItsAddress() {
        sent(PHONE, 5, "401 Unauthorized", "REGISTER", 10);
        assertThat(protection.bans(9, now)).as("at the limit").isEmpty();
        sent(PHONE, 5, "404 Not Found", "INVITE", 1);
        assertThat(protection.bans(9, now))
                .containsExactly(new Ban(network(PHONE), Reason.FAILURES, false, 600 * SECOND));
        assertThat(admits(PHONE)).isFalse();
        assertThat(admits(OTHER)).isTrue();
    }

    @Test
    void aSourceOfDatagramsIsSlowedForItMayBeInnocent() {
        sent(PHONE, 0, "403 Forbidden", "REGISTER", 11);
        assertThat(protection.bans(9, now))
                .containsExactly(new Ban(network(PHONE), Reason.FAILURES, true, 600 * SECOND));
        assertThat(admitted(PHONE, 20)).isEqualTo(2);
        now += SECOND;
        assertThat(admitted(PHONE, 20)).isEqualTo(2);
        now += 599 * SECOND;
        protection.doWork(now);
        assertThat(admitted(PHONE, 20)).as("it is over").isEqualTo(20);
        assertThat(protection.bans(9, now)).isEmpty();
    }

    @Test
    void whereNoSourceCanBeForgedTheyAreBannedAsWell() {
        protection.limits(new ProtectionLimits(0, 0, 3, SECOND, 2, SECOND, true));
        sent(PHONE, 0, "403 Forbidden", "REGISTER", 4);
        assertThat(admitted(PHONE, 5)).isZero();
    }

    @Test
    void phonesThatAnswerTheirChallengesNeverBecomeSuspect() {
        for (int i = 0; i < 100; i++) {
            sent(PHONE, 0, "407 Proxy Authentication Required", "INVITE", 1);
            sent(PHONE, 0, "180 Ringing", "INVITE", 1);
        }
        for (int i = 0; i < 100; i++) {
            sent(PHONE, 0, "401 Unauthorized", "REGISTER", 4);
            sent(PHONE, 0, "200 OK", "REGISTER", 1);
        }
        assertThat(protection.bans(9, now)).isEmpty();
    }

    @Test
    void successesThatEverybodyHasDoNotCount() {
        for (int i = 0; i < 11; i++) {
            sent(PHONE, 0, "404 Not Found", "INVITE", 1);
            sent(PHONE, 0, "200 OK", "OPTIONS", 1);
            sent(PHONE, 0, "100 Trying", "INVITE", 1);
        }
        assertThat(protection.bans(9, now)).hasSize(1);
    }

    @Test
    void failuresAreForgottenWithTime() {
        for (int i = 0; i < 50; i++) {
            sent(PHONE, 0, "404 Not Found", "INVITE", 1);
            now += 6 * SECOND;
        }
        assertThat(protection.bans(9, now)).isEmpty();
    }

    @Test
    void aScannerGetsNoAnswerAndIsSuspect() {
        assertThat(asks(OTHER, 0, "Linphone")).isTrue();
        assertThat(asks(PHONE, 0, "Friendly-Scanner")).isFalse();
        assertThat(protection.bans(9, now))
                .containsExactly(new Ban(network(PHONE), Reason.SCANNER, true, 600 * SECOND));
        assertThat(asks(PHONE, 3, "friendly-scanner")).isFalse();
        assertThat(protection.bans(9, now))
                .as("now it has proved its address")
                .containsExactly(new Ban(network(PHONE), Reason.SCANNER, false, 600 * SECOND));
    }

    @Test
    void otherWordsOfScannersHoldFromThenOn() {
        protection.scanners(new ScannerPatterns(List.of("Nmap")));
        assertThat(protection.scanners().words()).containsExactly("Nmap");
        assertThat(asks(PHONE, 0, "friendly-scanner")).isTrue();
        assertThat(asks(PHONE, 0, "nmap sip")).isFalse();
        protection.scanners(new ScannerPatterns(List.of()));
        assertThat(asks(OTHER, 0, "nmap sip")).isTrue();
    }

    @Test
    void anOperatorBansAndLifts() {
        assertThat(protection.ban(network(PHONE), 9 * SECOND, now))
                .isEqualTo(Protection.Outcome.DONE);
        assertThat(protection.ban(network("2001:db8::/32"), Long.MAX_VALUE, now))
                .isEqualTo(Protection.Outcome.DONE);
        assertThat(admits(PHONE)).isFalse();
        assertThat(admits("2001:db8:9:9::1")).isFalse();
        assertThat(protection.bans(9, now))
                .extracting(each -> each.network().toString())
                .containsExactly("2001:db8::/32", PHONE);
        assertThat(protection.lift(network(PHONE))).isEqualTo(Protection.Outcome.DONE);
        assertThat(protection.lift(network(PHONE))).isEqualTo(Protection.Outcome.NOT_THERE);
        assertThat(protection.lift(network("2001:db8::/32"))).isEqualTo(Protection.Outcome.DONE);
        assertThat(admits(PHONE)).isTrue();
        assertThat(admits("2001:db8:9:9::1")).isTrue();
    }

    @Test
    void aNetworkThatWasSeenBeforeIsBannedAllTheSame() {
        protection.limits(limits(100, 0, 0));
        assertThat(admits(PHONE)).isTrue();
        protection.ban(network("203.0.113.0/24"), SECOND, now);
        assertThat(admits(PHONE)).isFalse();
        now += SECOND;
        assertThat(admits(PHONE)).as("until it ends").isTrue();
    }

    @Test
    void oneNetworkTooManyIsRefused() {
        for (int i = 0; i < NetworkRules.MAX_BANNED; i++) {
            assertThat(protection.ban(new Network((i + 1L) << 48, 0, 48), SECOND, now))
                    .isEqualTo(Protection.Outcome.DONE);
        }
        assertThat(protection.ban(network("203.0.113.0/24"), SECOND, now))
                .isEqualTo(Protection.Outcome.NO_ROOM);
        assertThat(protection.bans(NetworkRules.MAX_BANNED - 1, now))
                .hasSize(NetworkRules.MAX_BANNED - 1);
    }

    @Test
    void aFullTableForgetsWhoIsQuietAndKeepsBans() {
        protection = protection(limits(1_000, 0, 0), SourceTable.WAYS);
        for (int i = 0; i < SourceTable.WAYS - 1; i++) {
            assertThat(protection.ban(network("203.0.113." + i), 60 * SECOND, now))
                    .isEqualTo(Protection.Outcome.DONE);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(admits("192.0.2." + i)).isTrue();
        }
        assertThat(protection.bans(99, now)).hasSize(SourceTable.WAYS - 1);
        protection.ban(network("203.0.113.99"), 60 * SECOND, now);
        protection.ban(network("203.0.113.100"), 60 * SECOND, now);
        assertThat(protection.bans(99, now)).as("one gave way").hasSize(SourceTable.WAYS);
        assertThat(admits("203.0.113.100")).isFalse();
    }

    private void sent(
            final String host,
            final long connection,
            final String status,
            final String method,
            final int times) {
        final byte[] text =
                ("SIP/2.0 "
                                + status
                                + "\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom:"
                                + " <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 "
                                + method
                                + "\r\nContent-Length: 0\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < times; i++) {
            protection.onSent(flow(host, connection), new UnsafeBuffer(text), 0, text.length, now);
        }
    }

    private boolean asks(final String host, final long connection, final String agent) {
        final byte[] text =
                ("OPTIONS sip:100@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 1.1.1.1;branch=z9hG4bK1\r\n"
                                + "From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\n"
                                + "CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nUser-Agent: "
                                + agent
                                + "\r\nContent-Length: 0\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        final SipMessage message = new SipMessage();
        message.parse(new UnsafeBuffer(text), 0, text.length);
        return protection.admitsRequest(message, flow(host, connection), now);
    }

    private static Flow flow(final String host, final long connection) {
        final IpAddress address = address(host);
        return new Flow(
                connection == 0 ? UDP : TCP, address.high(), address.low(), 5060, connection);
    }

    private static IpAddress address(final String host) {
        return Objects.requireNonNull(IpAddress.parse(host));
    }

    private static Network network(final String text) {
        return Objects.requireNonNull(Network.parse(text));
    }
}
