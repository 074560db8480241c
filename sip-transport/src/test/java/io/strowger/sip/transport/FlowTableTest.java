// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.TransportProtocol;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlowTableTest {
    private static final LocalPoint LOCAL =
            new LocalPoint(TransportProtocol.UDP, "127.0.0.1", 5060, 0);

    private static Flow flow(final long low, final int port) {
        return new Flow(LOCAL, 0, low, port, 0);
    }

    @Test
    void holdsExactlyItsLimit() {
        final FlowTable table = new FlowTable(3, 7);
        for (int port = 1; port <= 3; port++) {
            table.put(flow(1, port));
        }
        assertThat(table.size()).isEqualTo(3);
        assertThat(table.find(0, 1, 1)).isNotNull();
        assertThat(table.find(0, 1, 2)).isNotNull();
        assertThat(table.find(0, 1, 3)).isNotNull();

        table.put(flow(1, 4));
        assertThat(table.size()).isEqualTo(3);
        assertThat(table.find(0, 1, 4)).isNotNull();
    }

    @Test
    void entryThatIsUsedIsSparedBeforeOneThatIsNot() {
        final FlowTable table = new FlowTable(100, 7);
        for (int port = 1; port <= 100; port++) {
            table.put(flow(1, port));
        }
        for (int port = 101; port <= 199; port++) {
            assertThat(table.find(0, 1, 50)).as("before " + port).isNotNull();
            table.put(flow(1, port));
        }
        assertThat(table.find(0, 1, 50)).isNotNull();
        assertThat(table.size()).isEqualTo(100);
    }

    @Test
    void sameRemoteTakesThePlaceOfTheOldFlow() {
        final FlowTable table = new FlowTable(2, 7);
        final Flow old = new Flow(LOCAL, 0, 1, 5060, 1);
        final Flow recent = new Flow(LOCAL, 0, 1, 5060, 2);
        table.put(old);
        table.put(recent);
        assertThat(table.size()).isEqualTo(1);
        table.remove(old);
        assertThat(table.find(0, 1, 5060)).isSameAs(recent);
        table.remove(recent);
        assertThat(table.size()).isZero();
    }

    @Test
    void behavesLikeAMapUnderRandomChanges() {
        final Random random = new Random(42);
        final FlowTable table = new FlowTable(1_000, random.nextLong());
        final Map<Integer, Flow> model = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            final int port = random.nextInt(1_000);
            if (random.nextBoolean()) {
                final Flow flow = flow(port % 7, port);
                table.put(flow);
                model.put(port, flow);
            } else {
                table.remove(flow(port % 7, port));
                model.remove(port);
            }
            final int asked = random.nextInt(1_000);
            assertThat(table.find(0, asked % 7, asked)).isEqualTo(model.get(asked));
            assertThat(table.size()).isEqualTo(model.size());
        }
    }

    @Test
    void limitOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new FlowTable(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
