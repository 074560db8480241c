// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps of figure 4, and a crash between any two of them. */
class UpdateStepsTest {
    private static final List<String> STEPS =
            List.of("copyToLog", "verifyLog", "markIncoherent", "transfer", "commit");

    private final History history = new History(History.BIRTH_DATE, 9);

    private UpdateSteps.Outcome apply(final UpdateSteps steps, final byte[] entry) {
        return steps.apply(new UnsafeBuffer(entry), false);
    }

    @Test
    void anEntryIsVisibleWithTheCommitAndNotBefore() {
        final MemoryStore store = history.at(3);
        final UpdateSteps steps = new UpdateSteps(store);
        assertThat(apply(steps, history.entry(4))).isEqualTo(UpdateSteps.Outcome.TRANSFERRED);
        assertThat(apply(steps, history.entry(5))).isEqualTo(UpdateSteps.Outcome.TRANSFERRED);
        assertThat(store.state()).isEqualTo(history.at(3).state());
        assertThat(steps.level()).isEqualTo(5);
        assertThat(steps.commit()).isEqualTo(StepOutcome.DONE);
        assertThat(store.state()).isEqualTo(history.at(5).state());
    }

    @Test
    void levelAndBirthDateAreCheckedBeforeAnythingIsWritten() {
        final MemoryStore store = history.at(3);
        final UpdateSteps steps = new UpdateSteps(store);
        assertThat(apply(steps, history.entry(3))).isEqualTo(UpdateSteps.Outcome.NOT_NEXT);
        assertThat(apply(steps, history.entry(5))).isEqualTo(UpdateSteps.Outcome.NOT_NEXT);
        assertThat(apply(steps, new History(9, 9).entry(4)))
                .isEqualTo(UpdateSteps.Outcome.OTHER_BIRTH_DATE);
        assertThat(store.lastStep()).isEqualTo("commit");
        assertThat(store.state()).isEqualTo(history.at(3).state());
    }

    @Test
    void aDamagedEntryIsNeverApplied() {
        final MemoryStore store = history.at(3);
        final UpdateSteps steps = new UpdateSteps(store);
        final byte[] damaged = history.entry(4).clone();
        for (int i = 0; i < damaged.length; i++) {
            damaged[i] ^= 1;
            assertThat(apply(steps, damaged)).isEqualTo(UpdateSteps.Outcome.DAMAGED);
            damaged[i] ^= 1;
        }
        assertThat(apply(steps, damaged)).isEqualTo(UpdateSteps.Outcome.TRANSFERRED);
    }

    @Test
    void aDatabaseThatIsNotCoherentIsLeftAlone() {
        final MemoryStore store = history.at(3);
        assertThat(store.beginReload(History.BIRTH_DATE)).isEqualTo(StepOutcome.DONE);
        assertThat(apply(new UpdateSteps(store), history.entry(4)))
                .isEqualTo(UpdateSteps.Outcome.NOT_COHERENT);
        assertThat(apply(new UpdateSteps(new MemoryStore(false, 9)), history.entry(1)))
                .isEqualTo(UpdateSteps.Outcome.NOT_COHERENT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFullDiskLeavesTheLevelBefore(final boolean stepwise) {
        final MemoryStore store = storeAt3(stepwise);
        final UpdateSteps steps = new UpdateSteps(store);
        store.full(true);
        assertThat(apply(steps, history.entry(4))).isEqualTo(UpdateSteps.Outcome.STORE_FULL);
        store.full(false);
        assertThat(apply(steps, history.entry(4))).isEqualTo(UpdateSteps.Outcome.TRANSFERRED);
        store.full(true);
        assertThat(steps.commit()).isEqualTo(StepOutcome.STORE_FULL);
        assertThat(store.state()).isEqualTo(history.at(3).state());
        assertThat(steps.level()).isEqualTo(3);
    }

    static List<Arguments> eachStep() {
        final List<Arguments> rows = new ArrayList<>();
        for (int step = 0; step < STEPS.size(); step++) {
            rows.add(Arguments.of(STEPS.get(step), step, true));
            rows.add(Arguments.of(STEPS.get(step), step, false));
        }
        return rows;
    }

    @ParameterizedTest(name = "before {0}, stepwise {2}")
    @MethodSource("eachStep")
    void aCrashLeavesTheLevelBeforeOrADatabaseThatSaysSo(
            final String step, final int index, final boolean stepwise) {
        final MemoryStore store = storeAt3(stepwise);
        final UpdateSteps steps = new UpdateSteps(store);
        store.crashBeforeStep(index);
        assertThatThrownBy(
                        () -> {
                            apply(steps, history.entry(4));
                            steps.commit();
                        })
                .isInstanceOf(MemoryStore.Crash.class)
                .hasMessage("crash before " + step);
        store.crash();
        final boolean isHalfDone = stepwise && index > STEPS.indexOf("markIncoherent");
        assertThat(store.state().coherent()).isEqualTo(!isHalfDone);
        assertThat(store.state().level()).isEqualTo(3);

        // What is coherent goes on, what is not is reloaded; both get where the leader is.
        final ReplicaLadder ladder = new ReplicaLadder(store);
        ladder.play(
                isHalfDone
                        ? """
                        leader => r : announce 4
                        r load NOT_COHERENT
                        r -> server : records
                        server => r : records - .. - at 4
                        r level 4
                        """
                        : """
                        leader => r : entry 4
                        r level 4
                        leader => r : announce 4
                        """);
        assertThat(store.hasSameRecordsAs(history.at(4))).isTrue();
    }

    private MemoryStore storeAt3(final boolean stepwise) {
        final MemoryStore store = new MemoryStore(stepwise, 20).create(History.BIRTH_DATE);
        for (int level = 1; level <= 3; level++) {
            store.apply(history.entry(level));
        }
        return store;
    }
}
