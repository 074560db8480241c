// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.RecordPosition;
import io.strowger.replication.Message.EntryPart;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The small tables of a replica: entries in parts, entries held, ranges covered, levels passed on. */
class PartsTest {
    private static UnsafeBuffer bytes(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    private static EntryPart part(
            final long level, final int length, final int at, final String text) {
        return new EntryPart(level, length, at, bytes(text));
    }

    private static String text(final DirectBuffer buffer) {
        return buffer == null ? "nothing" : buffer.getStringWithoutLengthUtf8(0, buffer.capacity());
    }

    @Test
    void partsInOrderMakeAnEntry() {
        final EntryAssembly assembly = new EntryAssembly();
        assertThat(assembly.add(part(5, 6, 0, "abc"))).isNull();
        assertThat(assembly.lengthOf(5)).isEqualTo(3);
        assertThat(assembly.lengthOf(6)).isZero();
        assertThat(assembly.add(part(5, 6, 0, "abc"))).isNull(); // from the other network
        assertThat(text(assembly.add(part(5, 6, 3, "def")))).isEqualTo("abcdef");
        assertThat(assembly.lengthOf(5)).isZero();
    }

    @Test
    void aMissingPartMakesNoEntry() {
        final EntryAssembly assembly = new EntryAssembly();
        assembly.add(part(5, 6, 0, "ab"));
        assertThat(assembly.add(part(5, 6, 4, "ef"))).isNull();
        assertThat(assembly.add(part(6, 6, 2, "cd"))).isNull();
        assertThat(assembly.add(part(5, 7, 2, "cd"))).isNull();
        assertThat(assembly.add(part(5, 6, 2, "cd"))).isNull();
        assertThat(text(assembly.add(part(5, 6, 4, "ef")))).isEqualTo("abcdef");
    }

    @Test
    void anotherEntryBeginsAnew() {
        final EntryAssembly assembly = new EntryAssembly();
        assembly.add(part(5, 6, 0, "abc"));
        assertThat(assembly.add(part(6, 4, 0, "gh"))).isNull();
        assertThat(assembly.lengthOf(5)).isZero();
        assertThat(text(assembly.add(part(6, 4, 2, "ij")))).isEqualTo("ghij");
        assertThat(text(assembly.add(part(7, 2, 0, "kl")))).isEqualTo("kl");
    }

    @Test
    void ofTooManyHeldEntriesTheHighestGo() {
        final HeldEntries held = new HeldEntries(2, 100);
        assertThat(held.hold(5, bytes("five"))).isTrue();
        assertThat(held.hold(9, bytes("nine"))).isTrue();
        assertThat(held.hold(9, bytes("nine"))).isTrue();
        assertThat(held.hold(10, bytes("ten"))).isFalse();
        assertThat(held.hold(7, bytes("seven"))).isTrue();
        assertThat(held.count()).isEqualTo(2);
        assertThat(text(held.take(5))).isEqualTo("five");
        assertThat(held.take(6)).isNull();
        assertThat(text(held.take(7))).isEqualTo("seven");
        assertThat(held.take(9)).isNull();
    }

    @Test
    void heldBytesAreBounded() {
        final HeldEntries held = new HeldEntries(100, 10);
        assertThat(held.hold(5, bytes("0123456789"))).isTrue();
        assertThat(held.hold(6, bytes("x"))).isFalse();
        assertThat(held.hold(4, bytes("x"))).isTrue();
        assertThat(held.take(5)).isNull();
        assertThat(held.hold(5, bytes("01234567890"))).isFalse();
        assertThat(held.hold(5, bytes("0123456789"))).isTrue();
    }

    private static RecordPosition at(final int place) {
        return place == 0
                ? RecordPosition.START
                : place == 10 ? RecordPosition.END : RecordPosition.of(2, bytes("k" + place));
    }

    @Test
    void rangesInAnyOrderCoverEverything() {
        for (int seed = 0; seed < 200; seed++) {
            final List<Integer> starts = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
            Collections.shuffle(starts, new Random(seed));
            final RecordCoverage coverage = new RecordCoverage(10);
            for (final int start : starts) {
                assertThat(coverage.isComplete()).isFalse();
                coverage.add(at(start), at(start + 1));
            }
            assertThat(coverage.isComplete()).isTrue();
            assertThat(coverage.ranges()).isOne();
        }
    }

    @Test
    void aRangeLeftOutIsMissed() {
        for (int missing = 0; missing < 10; missing++) {
            final RecordCoverage coverage = new RecordCoverage(10);
            for (int start = 0; start < 10; start++) {
                if (start != missing) {
                    coverage.add(at(start), at(start + 1));
                    coverage.add(at(start), at(start + 1));
                }
            }
            assertThat(coverage.isComplete()).isFalse();
        }
    }

    @Test
    void overlappingRangesAreJoined() {
        final RecordCoverage coverage = new RecordCoverage(10);
        coverage.add(at(2), at(6));
        coverage.add(at(3), at(4));
        coverage.add(at(8), at(10));
        coverage.add(at(5), at(9));
        assertThat(coverage.ranges()).isOne();
        coverage.add(at(0), at(1));
        assertThat(coverage.isComplete()).isFalse();
        coverage.add(at(0), at(3));
        assertThat(coverage.isComplete()).isTrue();
    }

    @Test
    void whatIsLackingIsFoundFromAnyPlaceOn() {
        final RecordCoverage coverage = new RecordCoverage(10);
        assertThat(coverage.nextLacking(at(0))).isEqualTo(at(0));
        coverage.add(at(2), at(4));
        coverage.add(at(6), at(10));
        assertThat(coverage.nextLacking(at(0))).isEqualTo(at(0));
        assertThat(coverage.nextLacking(at(2))).isEqualTo(at(4));
        assertThat(coverage.nextLacking(at(3))).isEqualTo(at(4));
        assertThat(coverage.nextLacking(at(4))).isEqualTo(at(4));
        assertThat(coverage.nextLacking(at(5))).isEqualTo(at(5));
        assertThat(coverage.nextLacking(at(6))).isNull();
        assertThat(coverage.nextLacking(at(9))).isNull();
    }

    @Test
    void ofTooManyRangesTheNewOneIsForgotten() {
        final RecordCoverage coverage = new RecordCoverage(2);
        coverage.add(at(0), at(1));
        coverage.add(at(3), at(4));
        coverage.add(at(6), at(7));
        assertThat(coverage.ranges()).isEqualTo(2);
        coverage.add(at(1), at(3));
        coverage.add(at(4), at(10));
        assertThat(coverage.isComplete()).isTrue();
    }

    @Test
    void aLevelIsPassedOnOnceAlsoOutOfOrder() {
        final RelayedLevels levels = new RelayedLevels();
        assertThat(levels.add(100)).isTrue();
        assertThat(levels.add(100)).isFalse();
        assertThat(levels.add(102)).isTrue();
        assertThat(levels.add(101)).isTrue();
        assertThat(levels.add(101)).isFalse();
        assertThat(levels.add(39)).isTrue();
        assertThat(levels.add(38)).isFalse();
        assertThat(levels.add(300)).isTrue();
        assertThat(levels.add(237)).isTrue();
        assertThat(levels.add(236)).isFalse();
        levels.clear();
        assertThat(levels.add(1)).isTrue();
    }
}
