// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What leaves with what, as groups of indices. */
class SegmentPlanTest {
    private static final int DATAGRAMS = 128;

    private record Datagram(int place, int bytes, int call) {}

    private final List<Datagram> datagrams = new ArrayList<>();
    private final SegmentPlan plan =
            new SegmentPlan(
                    DATAGRAMS, (i, k) -> datagrams.get(i).place() == datagrams.get(k).place());

    private List<List<Integer>> groups() {
        plan.begin();
        for (int i = 0; i < datagrams.size(); i++) {
            plan.add(i, datagrams.get(i).bytes(), datagrams.get(i).call());
        }
        final List<List<Integer>> groups = new ArrayList<>();
        for (int group = 0; group < plan.groups(); group++) {
            final List<Integer> members = new ArrayList<>();
            for (int i = plan.first(group); i >= 0; i = plan.next(i)) {
                members.add(i);
            }
            assertThat(plan.segments(group)).isEqualTo(members.size());
            groups.add(members);
        }
        return groups;
    }

    private void add(final int place, final int bytes, final int call) {
        datagrams.add(new Datagram(place, bytes, call));
    }

    @Test
    void equalLengthsForOnePlaceLeaveTogether() {
        add(1, 300, 10);
        add(2, 300, 11);
        add(1, 300, 12);
        add(1, 301, 13);
        add(2, 300, 14);
        assertThat(groups()).containsExactly(List.of(0, 2), List.of(1, 4), List.of(3));
    }

    /** The 200 of call 1 is begun before the 180 of call 2, whose own 200 must not leave with it. */
    @Test
    void callKeepsItsOrder() {
        add(1, 600, 1);
        add(1, 500, 2);
        add(1, 600, 2);
        add(1, 600, 3);
        assertThat(groups()).containsExactly(List.of(0), List.of(1), List.of(2, 3));
    }

    @Test
    void callKeepsItsOrderWithinAGroup() {
        add(1, 500, 1);
        add(1, 500, 2);
        add(1, 500, 1);
        assertThat(groups()).containsExactly(List.of(0, 1, 2));
    }

    @Test
    void whatIsOfNoCallMayPassEverything() {
        add(1, 20, 1);
        add(1, 30, CallIds.NONE);
        add(1, 20, CallIds.NONE);
        add(1, 20, 2);
        assertThat(groups()).containsExactly(List.of(0, 2, 3), List.of(1));
    }

    @Test
    void longOnesLeaveAlone() {
        add(1, SegmentPlan.LONGEST_SEGMENT, 1);
        add(1, SegmentPlan.LONGEST_SEGMENT, 2);
        add(1, SegmentPlan.LONGEST_SEGMENT + 1, 3);
        add(1, SegmentPlan.LONGEST_SEGMENT + 1, 4);
        assertThat(groups()).containsExactly(List.of(0, 1), List.of(2), List.of(3));
    }

    @Test
    void segmentsOfASendAreLimited() {
        for (int call = 1; call <= SegmentPlan.MOST_SEGMENTS + 1; call++) {
            add(1, 100, call);
        }
        assertThat(groups()).extracting(List::size).containsExactly(SegmentPlan.MOST_SEGMENTS, 1);
    }

    @Test
    void bytesOfASendAreLimited() {
        final int most = SegmentPlan.MOST_BYTES / 1_200;
        for (int call = 1; call <= most + 1; call++) {
            add(1, 1_200, call);
        }
        assertThat(groups()).extracting(List::size).containsExactly(most, 1);
    }

    @Test
    void looksBackSoFarAndNotFarther() {
        add(1, 100, 1);
        for (int i = 1; i < SegmentPlan.LOOK_BACK; i++) {
            add(1, 100 + i, 1 + i);
        }
        add(1, 100, 100);
        assertThat(groups().getFirst()).containsExactly(0, SegmentPlan.LOOK_BACK);

        datagrams.add(SegmentPlan.LOOK_BACK, new Datagram(1, 99, 101));
        assertThat(groups().getFirst()).containsExactly(0);
    }

    @Test
    void planBeginsAnew() {
        add(1, 600, 1);
        add(1, 500, 2);
        assertThat(groups()).hasSize(2);
        datagrams.clear();
        add(1, 500, 3);
        add(1, 500, 2);
        assertThat(groups()).containsExactly(List.of(0, 1));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everythingLeavesOnceAndEachCallInItsOrder(final long seed) {
        final Random random = new Random(seed);
        final int count = 1 + random.nextInt(DATAGRAMS);
        for (int i = 0; i < count; i++) {
            add(
                    random.nextInt(1 + random.nextInt(4)),
                    200 + random.nextInt(3),
                    random.nextInt(1 + random.nextInt(600)));
        }
        final List<List<Integer>> groups = groups();
        final List<Integer> leaving = groups.stream().flatMap(List::stream).toList();

        assertThat(leaving)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count).boxed().toList());
        final Map<Integer, Integer> latest = new HashMap<>();
        for (final int i : leaving) {
            final int call = datagrams.get(i).call();
            if (call != CallIds.NONE) {
                assertThat(latest.getOrDefault(call, -1)).as("before %d", i).isLessThan(i);
                latest.put(call, i);
            }
        }
        for (final List<Integer> group : groups) {
            assertThat(group.stream().map(i -> datagrams.get(i).place()).distinct()).hasSize(1);
            assertThat(group.stream().map(i -> datagrams.get(i).bytes()).distinct()).hasSize(1);
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }
}
