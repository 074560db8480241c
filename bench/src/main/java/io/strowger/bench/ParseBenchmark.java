// SPDX-License-Identifier: Apache-2.0
package io.strowger.bench;

import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.SipMessage;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From bytes to an index with all mandatory headers checked. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParseBenchmark {
    private final UnsafeBuffer bytes = Invite.bytes();
    private final SipMessage message = new SipMessage();

    @Benchmark
    public Malformation parseInvite() {
        return message.parse(bytes, 0, bytes.capacity());
    }
}
