// SPDX-License-Identifier: Apache-2.0
package io.strowger.virtual.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When an address is held, announced and taken away; on virtual time, in turns of 50 ms. */
class AddressKeeperTest implements AddressOutput {
    private static final long MILLI = 1_000_000;

    private final List<String> happened = new ArrayList<>();
    private final AddressKeeper keeper = new AddressKeeper(this);
    private boolean works = true;
    private long term;
    private boolean isConfirming = true;
    private long confirmedAt;
    private long milli;

    private void pass(final int millis) {
        for (int i = 0; i < millis; i += 50) {
            if (isConfirming) {
                confirmedAt = milli * MILLI;
            }
            keeper.doWork(term, confirmedAt, milli * MILLI);
            milli += 50;
        }
    }

    private void happens(final String... lines) {
        assertThat(happened).containsExactly(lines);
        happened.clear();
    }

    @Test
    void whatAFormerProcessLeftIsTakenAwayAtTheStart() {
        pass(1_000);
        happens("0 standby 0", "0 remove");
    }

    @Test
    void theAddressIsHeldAnnouncedAndLengthened() {
        pass(100);
        happened.clear();
        term = 7;
        pass(1_000);
        happens(
                "100 hold",
                "100 active 7",
                "100 announce",
                "300 announce",
                "500 announce",
                "600 hold",
                "700 announce",
                "900 announce");
        assertThat(keeper.isHeld()).isTrue();
        pass(4_000);
        assertThat(happened.stream().filter(line -> line.endsWith("hold"))).hasSize(8);
        assertThat(happened.stream().filter(line -> line.endsWith("announce")))
                .containsExactly("2900 announce", "4900 announce");
    }

    @Test
    void itGoesWhenTheSwitchIsActiveNoLonger() {
        term = 7;
        pass(100);
        happened.clear();
        term = 0;
        pass(1_000);
        happens("100 standby 7", "100 remove");
        assertThat(keeper.isHeld()).isFalse();
    }

    @Test
    void itGoesASecondAfterTheLastConfirmation() {
        term = 7;
        pass(100);
        isConfirming = false;
        pass(950);
        assertThat(keeper.isHeld()).isTrue();
        happened.clear();
        pass(100);
        happens("1050 standby 7", "1050 remove");
        isConfirming = true;
        pass(50);
        happens("1150 hold", "1150 active 7", "1150 announce");
    }

    @Test
    void anotherTermIsAnnouncedAnew() {
        term = 7;
        pass(3_000);
        happened.clear();
        term = 9;
        pass(250);
        happens("3000 hold", "3000 active 9", "3000 announce", "3200 announce");
    }

    @Test
    void whatDoesNotWorkIsTriedAgain() {
        works = false;
        pass(250);
        happens("0 standby 0", "0 remove", "100 remove", "200 remove");
        works = true;
        pass(200);
        happens("300 remove");
        works = false;
        term = 7;
        pass(250);
        happens("450 hold", "550 hold", "650 hold");
        assertThat(keeper.isHeld()).isFalse();
        works = true;
        pass(100);
        happens("750 hold", "750 active 7", "750 announce");
    }

    @Test
    void anInterfaceThatComesBackHasTheAddressAnnouncedAnew() {
        term = 7;
        pass(400);
        works = false;
        pass(500);
        assertThat(keeper.isHeld()).isFalse();
        happened.clear();
        works = true;
        pass(150);
        happens("900 hold", "900 active 7", "900 announce");
    }

    private void note(final String what) {
        happened.add(milli + " " + what);
    }

    @Override
    public boolean hold() {
        note("hold");
        return works;
    }

    @Override
    public boolean remove() {
        note("remove");
        return works;
    }

    @Override
    public void announce() {
        note("announce");
    }

    @Override
    public void onState(final AddressState state, final long ofTerm) {
        note(state.word() + " " + ofTerm);
    }
}
