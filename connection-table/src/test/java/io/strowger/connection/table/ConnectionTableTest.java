// SPDX-License-Identifier: Apache-2.0
package io.strowger.connection.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.TransportProtocol;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection tuple table promises (mission row D2), on virtual time. */
class ConnectionTableTest {
    private static final long SECOND = 1_000_000_000L;

    private final ConnectionTuple tuple =
            new ConnectionTuple()
                    .transport(TransportProtocol.TCP)
                    .originating(0, 0xFFFF_0A00_0001L, 40_000)
                    .destination(0, 0xFFFF_0A00_00FEL, 5060);

    private static ConnectionTable table(final int entries) {
        return new ConnectionTable(
                new ConnectionTableConfig(entries, 4, Duration.ofSeconds(60)), -5 * SECOND);
    }

    private int add(final ConnectionTable table, final long callId, final int node) {
        return table.add(callId, callId * 31, tuple, node, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "UDP, 10.0.0.1, 5060, 10.0.0.254, 5060",
        "TCP, 203.0.113.9, 65535, 198.51.100.1, 1",
        "TLS, 2001:db8::1, 49152, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 5061",
        "WSS, ::1, 0, ::, 443",
    })
    void theTupleComesBackAsItWasGiven(
            final TransportProtocol transport,
            final String from,
            final int fromPort,
            final String to,
            final int toPort) {
        final IpAddress originating = IpAddress.parse(from);
        final IpAddress destination = IpAddress.parse(to);
        assertThat(originating).isNotNull();
        assertThat(destination).isNotNull();
        final var given =
                new ConnectionTuple()
                        .transport(transport)
                        .originating(originating.high(), originating.low(), fromPort)
                        .destination(destination.high(), destination.low(), toPort);
        final var table = table(3);
        add(table, 7, 1);
        final int entry = table.add(-1, -2, given, 3, 0);
        table.open(entry, MethodClass.INVITE);
        final var read = new ConnectionTuple();
        table.readTuple(table.find(-1, -2), read);
        assertThat(read).hasToString(given.toString());
        assertThat(table.node(entry)).isEqualTo(3);
        assertThat(table.callIdHigh(entry)).isEqualTo(-1);
        assertThat(table.callIdLow(entry)).isEqualTo(-2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void oneMoreThanTheLimitTakesThePlaceOfOneAtWhichNothingIsOpen(final int limit) {
        final var table = table(limit);
        for (int i = 1; i <= limit; i++) {
            final int entry = add(table, i, 0);
            if (i != limit / 2 + 1) {
                table.open(entry, MethodClass.INVITE);
            }
        }
        assertThat(table.size()).isEqualTo(limit);
        final int added = add(table, -1, 1);
        assertThat(added).isNotEqualTo(ConnectionTable.NONE);
        assertThat(table.size()).isEqualTo(limit);
        assertThat(table.find(limit / 2 + 1, (limit / 2 + 1) * 31L))
                .isEqualTo(ConnectionTable.NONE);
        assertThat(table.evicted()).isEqualTo(1);
        assertThat(table.entriesAtNode(1)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 2 * ConnectionTable.EVICTION_SEARCH})
    void oneMoreThanTheLimitIsRefusedWhileSomethingIsOpenAtAll(final int limit) {
        final var table = table(limit);
        for (int i = 1; i <= limit; i++) {
            table.open(add(table, i, 0), MethodClass.of(i % MethodClass.COUNT));
        }
        assertThat(add(table, -1, 1)).isEqualTo(ConnectionTable.NONE);
        assertThat(table.size()).isEqualTo(limit);
        assertThat(table.entriesAtNode(1)).isZero();
        table.close(table.find(1, 31), MethodClass.of(1 % MethodClass.COUNT));
        table.remove(table.find(1, 31));
        assertThat(add(table, -1, 1)).isNotEqualTo(ConnectionTable.NONE);
    }

    @Test
    void theOneLongestUnusedOfSomeMakesRoom() {
        final var table = table(ConnectionTable.EVICTION_SAMPLE);
        for (int i = 0; i < ConnectionTable.EVICTION_SAMPLE; i++) {
            table.add(i + 1, 1, tuple, 0, i == 11 ? 0 : (10 + i) * SECOND);
        }
        table.add(99, 1, tuple, 0, 40 * SECOND);
        assertThat(table.find(12, 1)).isEqualTo(ConnectionTable.NONE);
    }

    @Test
    void anEntryIsForgottenWhenNothingWasHeardOfItForAWhile() {
        final var table = table(10);
        final int heard = add(table, 1, 0);
        add(table, 2, 0);
        assertThat(table.age(60 * SECOND, 100)).isZero();
        table.touch(heard, 40 * SECOND);
        assertThat(table.idleNanos(heard, 50 * SECOND)).isBetween(9 * SECOND, 11 * SECOND);
        assertThat(table.age(61 * SECOND, 100)).isEqualTo(1);
        assertThat(table.find(2, 62)).isEqualTo(ConnectionTable.NONE);
        assertThat(table.age(101 * SECOND, 100)).isEqualTo(1);
        assertThat(table.size()).isZero();
        assertThat(table.aged()).isEqualTo(2);
    }

    @Test
    void whatIsOpenDoesNotAge() {
        final var table = table(10);
        final int entry = add(table, 1, 0);
        table.open(entry, MethodClass.OTHER);
        assertThat(table.age(86_400 * SECOND, 100)).isZero();
        table.close(entry, MethodClass.OTHER);
        assertThat(table.age(86_400 * SECOND, 100)).isEqualTo(1);
    }

    @Test
    void ageingLooksAtFewEntriesAtATimeAndReachesAll() {
        final var table = table(100);
        for (int i = 1; i <= 100; i++) {
            add(table, i, 0);
        }
        int turns = 0;
        for (; table.size() > 0; turns++) {
            assertThat(table.age(100 * SECOND, 10)).isLessThanOrEqualTo(10);
        }
        assertThat(turns).isEqualTo(10);
    }

    @Test
    void whoTakesOverBeginsToAgeAnew() {
        final var table = table(10);
        add(table, 1, 0);
        table.ageFrom(500 * SECOND);
        assertThat(table.age(560 * SECOND, 10)).isZero();
        assertThat(table.age(562 * SECOND, 10)).isEqualTo(1);
    }

    @Test
    void whatIsOpenMovesWithItsEntry() {
        final var table = table(10);
        final int entry = add(table, 1, 0);
        table.open(entry, MethodClass.INVITE);
        table.open(entry, MethodClass.BYE);
        add(table, 2, 0);
        table.move(entry, 3);
        assertThat(table.openAtNode(0)).isZero();
        assertThat(table.entriesAtNode(0)).isEqualTo(1);
        assertThat(table.openAtNode(3)).isEqualTo(2);
        assertThat(table.openAtNode(3, MethodClass.BYE)).isEqualTo(1);
        table.close(entry, MethodClass.BYE);
        assertThat(table.openAtNode(3, MethodClass.BYE)).isZero();
        assertThat(table.openAt(entry, MethodClass.INVITE)).isEqualTo(1);
    }

    @Test
    void oneMoreThanTheMostOpenIsNotCountedAndSpillsNowhere() {
        final var table = table(10);
        final int entry = add(table, 1, 2);
        for (final MethodClass each : MethodClass.values()) {
            for (int i = 0; i < ConnectionTable.MOST_OPEN; i++) {
                assertThat(table.open(entry, each)).isTrue();
            }
            assertThat(table.open(entry, each)).isFalse();
            assertThat(table.openAt(entry, each)).isEqualTo(ConnectionTable.MOST_OPEN);
        }
        assertThat(table.node(entry)).isEqualTo(2);
        assertThat(table.openAtNode(2)).isEqualTo(4 * ConnectionTable.MOST_OPEN);
    }

    @Test
    void aCountCannotBecomeNegative() {
        final var table = table(10);
        final int entry = add(table, 1, 0);
        table.open(entry, MethodClass.REGISTER);
        assertThatThrownBy(() -> table.close(entry, MethodClass.BYE))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> table.remove(entry)).isInstanceOf(IllegalStateException.class);
        assertThat(table.openAtNode(0)).isEqualTo(1);
    }

    @Test
    void aCallIdHasOneEntryAndANumberThatIsNotInUseIsNoEntry() {
        final var table = table(10);
        final int entry = add(table, 1, 0);
        assertThatThrownBy(() -> add(table, 1, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> add(table, 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> add(table, 2, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> table.move(entry, -1))
                .isInstanceOf(IllegalArgumentException.class);
        table.remove(entry);
        assertThatThrownBy(() -> table.open(entry, MethodClass.BYE))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> table.node(entry)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "INVITE, INVITE",
        "ACK, INVITE",
        "REGISTER, REGISTER",
        "BYE, BYE",
        "CANCEL, BYE",
        "OPTIONS, OTHER",
        "EXTENSION, OTHER",
    })
    void aMethodHasTheClassOfItsTransaction(final Method method, final MethodClass expected) {
        assertThat(MethodClass.of(method)).isEqualTo(expected);
        assertThat(MethodClass.values()).hasSize(MethodClass.COUNT);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 4, 60",
        "16777217, 4, 60",
        "5, 0, 60",
        "5, 4001, 60",
        "5, 4, 0",
        "5, 4, 604801"
    })
    void impossibleLimitsAreRefused(final int entries, final int nodes, final long seconds) {
        assertThatThrownBy(
                        () ->
                                new ConnectionTableConfig(
                                        entries, nodes, Duration.ofSeconds(seconds)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theHighestNodeFitsBesideFullCounts() {
        final var config =
                new ConnectionTableConfig(
                        2, ConnectionTableConfig.MOST_NODES, Duration.ofSeconds(1));
        final var table = new ConnectionTable(config, 0);
        final int node = ConnectionTableConfig.MOST_NODES - 1;
        final int entry = table.add(1, 1, tuple, node, 0);
        for (int i = 0; i < ConnectionTable.MOST_OPEN; i++) {
            table.open(entry, MethodClass.OTHER);
        }
        assertThat(table.node(entry)).isEqualTo(node);
        assertThat(table.next(0, 2)).isEqualTo(entry);
    }
}
