// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.Binding;
import io.strowger.location.BindingSetEncoder;
import io.strowger.location.BindingSetView;
import io.strowger.location.BindingView;
import io.strowger.location.Limits;
import io.strowger.location.MemoryLocation;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Order and bounds of the target set (RFC 3261 §16.5, §16.6; RFC 5626 §5.3). */
class TargetSetTest {
    private final TargetSet targets = new TargetSet();

    @Test
    void targetsAreTriedByQDescendingAndEqualOnesAsTheyCame() {
        add("sip:a", 500);
        add("sip:b", 1000);
        add("sip:c", 500);
        add("sip:d", 0);
        add("sip:e", 700);
        assertThat(order()).containsExactly("sip:b", "sip:e", "sip:a", "sip:c", "sip:d");
        assertThat(groupEnds()).containsExactly(1, 2, 4, 5);
    }

    @Test
    void theSetTakesItsLimitAndNotOneMore() {
        for (int i = 0; i < TargetSet.MAX_TARGETS; i++) {
            assertThat(add("sip:" + i, 1000)).as("target %d", i).isTrue();
        }
        assertThat(add("sip:one-more", 1000)).isFalse();
        assertThat(targets.size()).isEqualTo(TargetSet.MAX_TARGETS);
    }

    @Test
    void theSetTakesItsLimitOfBytesAndNotOneMore() {
        final int most = TargetSet.MAX_BYTES;
        assertThat(targets.add(new UnsafeBuffer(new byte[most]), 0, most - 3, 1)).isTrue();
        assertThat(add("1234", 1)).isFalse();
        assertThat(add("123", 1)).isTrue();
        assertThat(add("", 1001)).isFalse();
    }

    @Test
    void ofTheFlowsOfOneUserAgentTheNewestIsTriedAndTheOthersStandIn() {
        addFlow("sip:old", 1000, "<urn:a>", 1, 10);
        addFlow("sip:other", 800, "<urn:b>", 1, 5);
        addFlow("sip:new", 500, "<urn:a>", 2, 30);
        addFlow("sip:middle", 1000, "<urn:a>", 3, 20);
        assertThat(order()).containsExactly("sip:other", "sip:new");
        assertThat(targets.standIn(0, -1)).isEqualTo(-1);
        final int first = targets.standIn(1, -1);
        final int second = targets.standIn(1, first);
        assertThat(List.of(uri(first), uri(second)))
                .containsExactlyInAnyOrder("sip:old", "sip:middle");
        assertThat(targets.standIn(1, second)).isEqualTo(-1);
        assertThat(targets.isFlowOnly(1)).isTrue();
    }

    @Test
    void aUriIsInTheSetOnce() {
        add("sip:bob@Example.org", 1000);
        add("sip:bob@example.org", 500);
        add("sip:Bob@example.org", 400);
        add("tel:+1", 300);
        add("tel:+1", 300);
        assertThat(order()).containsExactly("sip:bob@Example.org", "sip:Bob@example.org", "tel:+1");
    }

    @Test
    void equalContactsOverDifferentFlowsAreDifferentPhones() {
        final UnsafeBuffer text = Requests.buffer("flow1flow2");
        for (final int flow : new int[] {0, 5, 0}) {
            final Binding binding = MemoryLocation.contact("sip:bob@10.0.0.5", 1000, 99);
            assertThat(targets.add(view(binding.flowToken(text, flow, 5)), 1000)).isTrue();
        }
        add("sip:bob@10.0.0.6", 1000);
        assertThat(targets.size()).isEqualTo(3);
        assertThat(targets.occurrence(0)).isZero();
        assertThat(targets.occurrence(1)).isEqualTo(1);
        assertThat(targets.occurrence(2)).isZero();
    }

    @Test
    void whatIsInTheSetAlreadyTakesNoRoom() {
        for (int i = 0; i < TargetSet.MAX_TARGETS - 1; i++) {
            add("sip:" + i, 1000);
        }
        for (int i = 0; i < TargetSet.MAX_BYTES / 5; i++) {
            assertThat(add("sip:0", 1000)).isTrue();
        }
        assertThat(add("sip:last", 1000)).isTrue();
        assertThat(targets.size()).isEqualTo(TargetSet.MAX_TARGETS);
    }

    @Test
    void aBindingComesWithAllThatIsNeededToReachIt() {
        final UnsafeBuffer text = Requests.buffer("<sip:edge;lr>,tokenreceived");
        final Binding binding = MemoryLocation.contact("sip:bob@10.0.0.5", 300, 99);
        binding.path(text, 0, 13).flowToken(text, 14, 5).received(text, 19, 8);
        targets.add(view(binding), 300);
        assertThat(uri(0)).isEqualTo("sip:bob@10.0.0.5");
        assertThat(Requests.text(targets.buffer(), targets.path(0))).isEqualTo("<sip:edge;lr>");
        assertThat(Requests.text(targets.buffer(), targets.flowToken(0))).isEqualTo("token");
        assertThat(Requests.text(targets.buffer(), targets.received(0))).isEqualTo("received");
        assertThat(targets.isFlowOnly(0)).isFalse();
        assertThat(targets.standIn(0, -1)).isEqualTo(-1);
    }

    @Test
    void theRestCanBeKeptForSerialForking() {
        add("sip:a", 1000);
        addFlow("sip:old", 500, "<urn:a>", 1, 10);
        addFlow("sip:new", 500, "<urn:a>", 2, 20);
        add("sip:z", 100);
        final TargetSet rest = new TargetSet();
        rest.copyFrom(targets, targets.groupEnd(0));
        targets.reset();
        add("sip:overwritten-by-another-call", 1000);
        assertThat(rest.size()).isEqualTo(2);
        assertThat(Requests.text(rest.buffer(), rest.uri(0))).isEqualTo("sip:new");
        assertThat(Requests.text(rest.buffer(), rest.uri(1))).isEqualTo("sip:z");
        assertThat(Requests.text(rest.buffer(), rest.uri(rest.standIn(0, -1))))
                .isEqualTo("sip:old");
        assertThat(rest.q(1)).isEqualTo(100);
    }

    private boolean add(final String uri, final int q) {
        final UnsafeBuffer buffer = Requests.buffer(uri);
        return targets.add(buffer, 0, buffer.capacity(), q);
    }

    private void addFlow(
            final String uri,
            final int q,
            final String instance,
            final long regId,
            final long registeredAt) {
        final UnsafeBuffer text = Requests.buffer(instance);
        final Binding binding =
                MemoryLocation.contact(uri, q, 99)
                        .instance(text, 0, text.capacity())
                        .regId(regId)
                        .registeredAtMillis(registeredAt);
        assertThat(targets.add(view(binding), q)).isTrue();
    }

    private static BindingView view(final Binding binding) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Limits.VALUE]);
        final BindingSetEncoder encoder = new BindingSetEncoder().wrap(buffer, 0);
        encoder.add(binding);
        final BindingSetView set = new BindingSetView();
        set.wrap(buffer, 0, encoder.length(), 1);
        final BindingView view = new BindingView();
        set.binding(0, view);
        return view;
    }

    private List<String> order() {
        final List<String> order = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            order.add(uri(i));
        }
        return order;
    }

    private List<Integer> groupEnds() {
        final List<Integer> ends = new ArrayList<>();
        for (int at = 0; at < targets.size(); at = ends.getLast()) {
            ends.add(targets.groupEnd(at));
        }
        return ends;
    }

    private String uri(final int target) {
        return Requests.text(targets.buffer(), targets.uri(target));
    }
}
