// SPDX-License-Identifier: Apache-2.0
package io.strowger.connection.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.TransportProtocol;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every part of an entry that a copy has to have counts; order and what is open do not. */
class TableDigestTest {
    private final ConnectionTuple tuple = new ConnectionTuple();

    private String after(final Consumer<ConnectionTable> operations) {
        tuple.transport(TransportProtocol.UDP).originating(1, 2, 3).destination(4, 5, 6);
        final var table =
                new ConnectionTable(new ConnectionTableConfig(8, 4, Duration.ofHours(1)), 0);
        operations.accept(table);
        return Long.toHexString(table.digest().high()) + Long.toHexString(table.digest().low());
    }

    private void add(final ConnectionTable table, final long high, final long low, final int node) {
        table.add(high, low, tuple, node, 0);
    }

    @Test
    void everyPartCounts() {
        final List<Consumer<ConnectionTable>> differing =
                List.of(
                        table -> {},
                        table -> add(table, 1, 2, 0),
                        table -> add(table, 2, 1, 0),
                        table -> add(table, 1, 2, 1),
                        table -> {
                            tuple.transport(TransportProtocol.TCP);
                            add(table, 1, 2, 0);
                        },
                        table -> {
                            tuple.originating(1, 2, 4);
                            add(table, 1, 2, 0);
                        },
                        table -> {
                            tuple.originating(2, 2, 3);
                            add(table, 1, 2, 0);
                        },
                        table -> {
                            tuple.destination(4, 5, 7);
                            add(table, 1, 2, 0);
                        },
                        table -> {
                            tuple.destination(4, 6, 6);
                            add(table, 1, 2, 0);
                        },
                        table -> {
                            tuple.destination(1, 2, 6).originating(4, 5, 3);
                            add(table, 1, 2, 0);
                        });
        final Set<String> digests = new HashSet<>();
        differing.forEach(each -> digests.add(after(each)));
        assertThat(digests).hasSize(differing.size());
    }

    @Test
    void whatCameAndWentAndInWhichOrderDoesNotCount() {
        final String one =
                after(
                        table -> {
                            add(table, 1, 2, 0);
                            add(table, 3, 4, 1);
                        });
        final String other =
                after(
                        table -> {
                            add(table, 9, 9, 3);
                            add(table, 3, 4, 0);
                            add(table, 1, 2, 0);
                            table.move(table.find(3, 4), 2);
                            table.move(table.find(3, 4), 1);
                            table.open(table.find(1, 2), MethodClass.INVITE);
                            table.remove(table.find(9, 9));
                        });
        assertThat(one).isEqualTo(other);
        assertThat(after(table -> {})).isEqualTo("00");
    }
}
