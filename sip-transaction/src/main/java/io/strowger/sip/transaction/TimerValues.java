// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import java.time.Duration;

/**
 * Timer values of RFC 3261 table 4 with the corrections of RFC 6026 §8.4, all in nanoseconds. Handed
 * to whoever needs them; there is no global setting.
 *
 * @param t1Nanos estimate of the round trip
 * @param t2Nanos longest interval between repetitions of a non-INVITE request or an INVITE response
 * @param t4Nanos longest time a message stays in the network
 * @param cNanos the proxy's limit for an INVITE without final response (§16.6 step 11)
 */
public record TimerValues(long t1Nanos, long t2Nanos, long t4Nanos, long cNanos) {
    public TimerValues {
        require(t1Nanos > 0, "t1", t1Nanos);
        require(t2Nanos >= t1Nanos, "t2", t2Nanos);
        require(t4Nanos > 0, "t4", t4Nanos);
        require(cNanos > 0, "c", cNanos);
        require(t1Nanos <= Long.MAX_VALUE / 1024, "t1", t1Nanos);
    }

    private static void require(final boolean holds, final String name, final long value) {
        if (!holds) {
            throw new IllegalArgumentException("timer " + name + " out of range: " + value + " ns");
        }
    }

    /** T1 500 ms, T2 4 s, T4 5 s; C a little over three minutes. */
    public static TimerValues standard() {
        return new TimerValues(
                Duration.ofMillis(500).toNanos(),
                Duration.ofSeconds(4).toNanos(),
                Duration.ofSeconds(5).toNanos(),
                Duration.ofSeconds(181).toNanos());
    }

    /** First interval of timer A; it doubles without a cap (§17.1.1.2). */
    public long a() {
        return t1Nanos;
    }

    public long b() {
        return 64 * t1Nanos;
    }

    public long c() {
        return cNanos;
    }

    /** At least 32 s over unreliable transports, which is 64*T1 at the standard T1. */
    public long d() {
        return 64 * t1Nanos;
    }

    /** First interval of timer E; it doubles up to T2. */
    public long e() {
        return t1Nanos;
    }

    public long f() {
        return 64 * t1Nanos;
    }

    /** First interval of timer G; it doubles up to T2. */
    public long g() {
        return t1Nanos;
    }

    public long h() {
        return 64 * t1Nanos;
    }

    public long i() {
        return t4Nanos;
    }

    public long j() {
        return 64 * t1Nanos;
    }

    public long k() {
        return t4Nanos;
    }

    public long l() {
        return 64 * t1Nanos;
    }

    public long m() {
        return 64 * t1Nanos;
    }

    /** Duration of a timer; the first one of those that double. */
    long nanos(final TimerName timer) {
        return switch (timer) {
            case A -> a();
            case B -> b();
            case D -> d();
            case E -> e();
            case F -> f();
            case G -> g();
            case H -> h();
            case I -> i();
            case J -> j();
            case K -> k();
            case L -> l();
            case M -> m();
            case TRYING -> trying();
        };
    }

    /** The interval after {@code lastNanos} of a timer that doubles up to T2. */
    long doubledUpToT2(final long lastNanos) {
        return Math.min(2 * lastNanos, t2Nanos);
    }

    /** Time until a client's timer E stands at T2: from then on a 100 helps (RFC 4320 §4.1). */
    public long trying() {
        long elapsed = 0;
        for (long interval = t1Nanos; interval < t2Nanos; interval *= 2) {
            elapsed += interval;
        }
        return elapsed;
    }
}
