// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.strowger.location.client.Admission;
import io.strowger.location.server.LocationServerStatus.Phase;
import java.util.function.Supplier;

/** Whether changes are let through, and what to tell about it. Location thread only, except {@link #phase()}. */
final class ServerState implements Supplier<Admission> {
    private final DiskReserve reserve;
    private final FaultLog faults;
    private volatile Phase phase = Phase.STARTING;
    private boolean open;
    private boolean diskShort;

    ServerState(final DiskReserve reserve, final FaultLog faults) {
        this.reserve = reserve;
        this.faults = faults;
    }

    @Override
    public Admission get() {
        checkDisk(System.nanoTime());
        if (diskShort) {
            return Admission.DISK_FULL;
        }
        return open ? Admission.OPEN : Admission.HOLD;
    }

    private void checkDisk(final long nowNanos) {
        final boolean isShort = reserve.reached(nowNanos);
        if (isShort == diskShort) {
            return;
        }
        diskShort = isShort;
        if (isShort) {
            faults.report(
                    "the data directory has less free space than its reserve: changes are refused, calls go on",
                    nowNanos);
        } else {
            faults.cleared("the data directory has enough free space again: changes are accepted");
        }
        phase = open ? servingPhase() : phase;
    }

    private Phase servingPhase() {
        return diskShort ? Phase.DISK_FULL : Phase.SERVING;
    }

    /** The member leads and there is a database. */
    void open() {
        if (!open) {
            open = true;
            phase = servingPhase();
            faults.cleared("the location server commits changes again");
        }
    }

    /** Changes have to wait from now on. */
    void close(final Phase reason) {
        open = false;
        phase = reason;
    }

    boolean isOpen() {
        return open;
    }

    Phase phase() {
        return phase;
    }
}
