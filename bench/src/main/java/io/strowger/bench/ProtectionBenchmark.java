// SPDX-License-Identifier: Apache-2.0
package io.strowger.bench;

import io.strowger.protection.Network;
import io.strowger.protection.Protection;
import io.strowger.protection.ProtectionConfig;
import io.strowger.protection.ProtectionCounters;
import io.strowger.protection.ProtectionLimits;
import io.strowger.protection.ScannerPatterns;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.TransportProtocol;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What protection costs for each message: who sends it, and for a request what he calls himself. 30,000 sources, one after another, so
 * that each is looked up in memory and not in the cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ProtectionBenchmark {
    private static final int SOURCES = 30_000;
    private static final long MAPPED = 0xFFFF_0000_0000L;
    private static final long FIRST = 0x0A00_0000L;
    private static final long SECOND = 1_000_000_000;
    private static final int AMPLE = 1_000_000;
    private static final List<String> SCANNERS =
            List.of(
                    "friendly-scanner",
                    "sipvicious",
                    "sundayddr",
                    "sipcli",
                    "sip-scan",
                    "siparmyknife",
                    "vaxsipuseragent",
                    "pplsip",
                    "iwar");

    private final Protection byDefault = protection(0, 0);
    private final Protection withABan = protection(0, 0);
    private final Protection limited = protection(AMPLE, AMPLE);
    private final SipMessage invite = new SipMessage();
    private final Flow flow =
            new Flow(
                    new LocalPoint(TransportProtocol.UDP, "192.0.2.1", 5060, 0),
                    0,
                    MAPPED | FIRST,
                    5060,
                    0);
    private int next;
    private long now;

    public ProtectionBenchmark() {
        final UnsafeBuffer bytes = Invite.bytes();
        invite.parse(bytes, 0, bytes.capacity());
        withABan.ban(new Network(0, MAPPED | 0xCB00_7107L, 128), Long.MAX_VALUE, 0);
    }

    private static Protection protection(final int perSource, final int total) {
        return new Protection(
                new ProtectionConfig(
                        ProtectionConfig.STANDARD_SOURCES,
                        7,
                        List.of(),
                        List.of(),
                        new ProtectionLimits(perSource, total, 0, SECOND, 20, 600 * SECOND, false),
                        new ScannerPatterns(SCANNERS),
                        0),
                ProtectionCounters.allocate(
                        new CountersManager(
                                new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1_024)),
                                new UnsafeBuffer(ByteBuffer.allocateDirect(16 * 1_024)))),
                0);
    }

    private boolean admits(final Protection protection) {
        next = next + 1 == SOURCES ? 0 : next + 1;
        now += SECOND / AMPLE;
        return protection.admits(0, MAPPED | (FIRST + next), now);
    }

    @Benchmark
    public boolean nothingIsLimitedAndNobodyBanned() {
        return admits(byDefault);
    }

    @Benchmark
    public boolean somebodyIsBanned() {
        return admits(withABan);
    }

    @Benchmark
    public boolean sourcesAndTheirSumAreLimited() {
        return admits(limited);
    }

    @Benchmark
    public boolean patternsOfScanners() {
        return byDefault.admitsRequest(invite, flow, now);
    }
}
