// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.routing.NextHop;
import io.strowger.routing.NextHopResolver;
import io.strowger.sip.message.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The cache of host names: what is asked, what is remembered, and for how long. */
class NodeResolverTest {
    private static final int LIMIT = 3;

    private final ScriptedNames names = new ScriptedNames(LIMIT);
    private final List<Long> ended = new ArrayList<>();
    private long now = 1_000;
    private final NodeResolver resolver = new NodeResolver(names, () -> now);
    private final NextHop hop = new NextHop(resolver);

    private NextHop.Outcome resolve(final String host) {
        final UnsafeBuffer uri =
                new UnsafeBuffer(("sip:" + host).getBytes(StandardCharsets.US_ASCII));
        return hop.toUri(uri, Span.of(0, uri.capacity()));
    }

    private void answer(final String host, final String address) {
        names.answer(host, address.equals("none") ? null : address);
        resolver.poll(ended::add);
    }

    private long lastByte() {
        return hop.addressLow() & 255;
    }

    @Test
    void aNameIsAskedForOnceAndItsLookUpEndsOnce() {
        assertThat(resolve("far.example")).isEqualTo(NextHop.Outcome.PENDING);
        final long first = hop.lookUp();
        assertThat(resolve("FAR.example:5070")).isEqualTo(NextHop.Outcome.PENDING);
        assertThat(hop.lookUp()).isEqualTo(first).isPositive();
        assertThat(resolve("near.example")).isEqualTo(NextHop.Outcome.PENDING);
        assertThat(hop.lookUp()).isNotEqualTo(first);
        assertThat(names.asked).containsExactly("far.example", "near.example");
        answer("far.example", "192.0.2.9");
        assertThat(ended).containsExactly(first);
        assertThat(resolve("far.example")).isEqualTo(NextHop.Outcome.FOUND);
        assertThat(lastByte()).isEqualTo(9);
        resolver.poll(ended::add);
        assertThat(ended).containsExactly(first);
    }

    @Test
    void anAddressServesOnWhileItIsAskedForAgain() {
        resolve("far.example");
        answer("far.example", "192.0.2.9");
        now += NodeResolver.KEEP_NANOS - 1;
        assertThat(resolve("far.example")).isEqualTo(NextHop.Outcome.FOUND);
        assertThat(names.asked).hasSize(1);
        now += 1;
        assertThat(resolve("far.example")).isEqualTo(NextHop.Outcome.FOUND);
        assertThat(resolve("far.example")).isEqualTo(NextHop.Outcome.FOUND);
        assertThat(names.asked).hasSize(2);
        answer("far.example", "192.0.2.10");
        resolve("far.example");
        assertThat(lastByte()).isEqualTo(10);
    }

    @Test
    void anAddressOutlivesANameServerThatIsAway() {
        resolve("far.example");
        answer("far.example", "192.0.2.9");
        now += NodeResolver.KEEP_NANOS;
        resolve("far.example");
        answer("far.example", "none");
        assertThat(resolve("far.example")).isEqualTo(NextHop.Outcome.FOUND);
        now += NodeResolver.KEEP_STALE_NANOS;
        assertThat(resolve("far.example")).isEqualTo(NextHop.Outcome.PENDING);
    }

    @Test
    void thatThereIsNoSuchHostIsRememberedForAShortTime() {
        resolve("far.example");
        answer("far.example", "none");
        assertThat(resolve("far.example")).isEqualTo(NextHop.Outcome.UNREACHABLE);
        now += NodeResolver.KEEP_FAILURE_NANOS - 1;
        assertThat(resolve("far.example")).isEqualTo(NextHop.Outcome.UNREACHABLE);
        assertThat(names.asked).hasSize(1);
        now += 1;
        assertThat(resolve("far.example")).isEqualTo(NextHop.Outcome.PENDING);
    }

    @Test
    void whatCannotBeAskedNowIsUnreachableNowOnly() {
        for (int i = 0; i < LIMIT; i++) {
            assertThat(resolve("host" + i)).isEqualTo(NextHop.Outcome.PENDING);
        }
        assertThat(resolve("one-more")).isEqualTo(NextHop.Outcome.UNREACHABLE);
        answer("host0", "192.0.2.9");
        assertThat(resolve("one-more")).isEqualTo(NextHop.Outcome.PENDING);
    }

    @Test
    void theCacheHoldsAsManyNamesAsItsLimitAndForgetsBeforeOneMore() {
        resolve("open.example");
        final long open = hop.lookUp();
        for (int i = 1; i < NodeResolver.MAX_NAMES; i++) {
            resolve("host" + i);
            answer("host" + i, "192.0.2.9");
        }
        assertThat(resolver.names()).isEqualTo(NodeResolver.MAX_NAMES);
        assertThat(resolve("one-more")).isEqualTo(NextHop.Outcome.PENDING);
        assertThat(resolver.names()).isEqualTo(2);
        ended.clear();
        answer("open.example", "192.0.2.9");
        assertThat(ended).containsExactly(open);
        assertThat(resolve("open.example")).isEqualTo(NextHop.Outcome.FOUND);
    }

    @Test
    void aNameThatIsTooLongIsNone() {
        final UnsafeBuffer name = new UnsafeBuffer(new byte[HostName.MAX_LENGTH + 1]);
        name.setMemory(0, name.capacity(), (byte) 'a');
        assertThat(
                        resolver.resolve(
                                name,
                                0,
                                name.capacity(),
                                0,
                                io.strowger.sip.message.TransportProtocol.UDP,
                                hop))
                .isEqualTo(NextHopResolver.Resolution.NONE);
        assertThat(
                        resolver.resolve(
                                name,
                                0,
                                HostName.MAX_LENGTH,
                                0,
                                io.strowger.sip.message.TransportProtocol.UDP,
                                hop))
                .isEqualTo(NextHopResolver.Resolution.PENDING);
    }
}
