// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

import java.util.Locale;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/** What protection counts; the label of each counter is its Prometheus series. Written by the owner's thread. */
public final class ProtectionCounters {
    private static final int TYPE_ID = 2_300;

    private final AtomicCounter[] dropped = new AtomicCounter[Verdict.values().length];
    private final AtomicCounter[] imposed = new AtomicCounter[Reason.values().length];
    private final AtomicCounter inForce;
    private final AtomicCounter displaced;
    private final AtomicCounter refused;
    private final AtomicCounter refusedPercent;
    private final AtomicCounter queueMicros;

    private ProtectionCounters(final CountersManager manager) {
        for (final Verdict verdict : Verdict.values()) {
            if (verdict != Verdict.ADMITTED) {
                dropped[verdict.ordinal()] =
                        counter(manager, "dropped_total{reason=\"" + verdict.label() + "\"}");
            }
        }
        for (final Reason reason : Reason.values()) {
            imposed[reason.ordinal()] =
                    counter(
                            manager,
                            "bans_total{reason=\""
                                    + reason.name().toLowerCase(Locale.ROOT)
                                    + "\"}");
        }
        inForce = counter(manager, "bans");
        displaced = counter(manager, "bans_displaced_total");
        refused = counter(manager, "overload_refused_total");
        refusedPercent = counter(manager, "overload_refused_percent");
        queueMicros = counter(manager, "queue_micros");
    }

    public static ProtectionCounters allocate(final CountersManager manager) {
        return new ProtectionCounters(manager);
    }

    /** A process has one series of each name, whoever writes it. */
    private static AtomicCounter counter(final CountersManager manager, final String name) {
        final String label = "strowger_protection_" + name;
        final int[] known = {CountersReader.NULL_COUNTER_ID};
        manager.forEach((id, series) -> known[0] = series.equals(label) ? id : known[0]);
        return known[0] == CountersReader.NULL_COUNTER_ID
                ? manager.newCounter(label, TYPE_ID)
                : new AtomicCounter(manager.valuesBuffer(), known[0]);
    }

    /** Messages and connections of sources, by what became of them. */
    AtomicCounter dropped(final Verdict verdict) {
        return dropped[verdict.ordinal()];
    }

    /** Bans and suspicions since the start. */
    AtomicCounter imposed(final Reason reason) {
        return imposed[reason.ordinal()];
    }

    /** Bans and suspicions now. */
    AtomicCounter inForce() {
        return inForce;
    }

    /** Bans and suspicions that gave way to others because the table was full. */
    AtomicCounter displaced() {
        return displaced;
    }

    /** New requests that were answered 503 because those before them waited too long. */
    AtomicCounter refused() {
        return refused;
    }

    /** The share of new requests that is refused now, in percent. */
    AtomicCounter refusedPercent() {
        return refusedPercent;
    }

    /** How long the last message had waited, in microseconds. */
    AtomicCounter queueMicros() {
        return queueMicros;
    }
}
