// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import org.jspecify.annotations.Nullable;

/** What a machine asks of the timers. */
public enum TimerAction implements Action {
    /** Forget every timer that still runs. */
    STOP(null),
    /** T1 at first, then twice the last value. */
    ARM_A(TimerName.A),
    ARM_B(TimerName.B),
    ARM_D(TimerName.D),
    /** T1 at first, then twice the last value up to T2. */
    ARM_E(TimerName.E),
    /** T2: the interval in Proceeding (§17.1.2.2). */
    ARM_E_AT_T2(TimerName.E),
    ARM_F(TimerName.F),
    /** T1 at first, then twice the last value up to T2. */
    ARM_G(TimerName.G),
    ARM_H(TimerName.H),
    ARM_I(TimerName.I),
    ARM_J(TimerName.J),
    ARM_K(TimerName.K),
    ARM_L(TimerName.L),
    ARM_M(TimerName.M),
    ARM_TRYING(TimerName.TRYING);

    private final @Nullable TimerName timer;

    TimerAction(final @Nullable TimerName timer) {
        this.timer = timer;
    }

    /** The timer to be armed. */
    TimerName timer() {
        final TimerName armed = timer;
        if (armed == null) {
            throw new AssertionError(this + " arms nothing");
        }
        return armed;
    }
}
