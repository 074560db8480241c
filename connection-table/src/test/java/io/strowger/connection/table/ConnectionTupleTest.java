// SPDX-License-Identifier: Apache-2.0
package io.strowger.connection.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.TransportProtocol;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a connection came in on: each part is the one that was put in, and each part counts. */
class ConnectionTupleTest {
    private static ConnectionTuple tuple() {
        return new ConnectionTuple()
                .transport(TransportProtocol.TLS)
                .originating(0, 0xFFFF_C000_0201L, 5_070)
                .destination(0x2001_0DB8_0000_0000L, 1, 5_061);
    }

    static Stream<Consumer<ConnectionTuple>> differences() {
        return Stream.of(
                tuple -> tuple.transport(TransportProtocol.TCP),
                tuple -> tuple.originating(1, 0xFFFF_C000_0201L, 5_070),
                tuple -> tuple.originating(0, 0xFFFF_C000_0202L, 5_070),
                tuple -> tuple.originating(0, 0xFFFF_C000_0201L, 5_071),
                tuple -> tuple.destination(0x2001_0DB8_0000_0001L, 1, 5_061),
                tuple -> tuple.destination(0x2001_0DB8_0000_0000L, 2, 5_061),
                tuple -> tuple.destination(0x2001_0DB8_0000_0000L, 1, 5_062));
    }

    @ParameterizedTest
    @MethodSource("differences")
    void oneDifferentPartMakesAnotherTuple(final Consumer<ConnectionTuple> difference) {
        final ConnectionTuple other = tuple();
        assertThat(other.isSameAs(tuple())).isTrue();
        difference.accept(other);
        assertThat(other.isSameAs(tuple())).isFalse();
        assertThat(tuple().isSameAs(other)).isFalse();
    }

    @Test
    void itReadsAsPeopleWriteIt() {
        assertThat(tuple()).hasToString("TLS 192.0.2.1:5070 -> [2001:db8::1]:5061");
    }

    @Test
    void eachPartIsTheOneThatWasPutIn() {
        final ConnectionTuple tuple = tuple();
        assertThat(tuple.transport()).isEqualTo(TransportProtocol.TLS);
        assertThat(tuple.originatingHigh()).isZero();
        assertThat(tuple.originatingLow()).isEqualTo(0xFFFF_C000_0201L);
        assertThat(tuple.originatingPort()).isEqualTo(5_070);
        assertThat(tuple.destinationHigh()).isEqualTo(0x2001_0DB8_0000_0000L);
        assertThat(tuple.destinationLow()).isEqualTo(1);
        assertThat(tuple.destinationPort()).isEqualTo(5_061);
    }
}
