// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.protection.Protection;
import io.strowger.protection.ProtectionConfig;
import io.strowger.protection.ProtectionCounters;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.TransportProtocol;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;

/** The test's thread in the role of the signaling thread: runs duty cycles until something is so. */
final class SignalingThread implements AutoCloseable, MessageReceiver {
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long WAIT_NANOS = 20_000_000L;

    /** What was handed over. */
    record Received(Flow flow, String text) {}

    final CountersManager counters =
            new CountersManager(
                    new UnsafeBuffer(ByteBuffer.allocateDirect(512 * 1024)),
                    new UnsafeBuffer(ByteBuffer.allocateDirect(128 * 1024)),
                    StandardCharsets.US_ASCII);
    final List<Received> received = new ArrayList<>();
    final List<Flow> failed = new ArrayList<>();
    final List<Flow> unreachable = new ArrayList<>();
    final Protection protection;
    final TransportLayer layer;
    boolean echoes;
    long count;

    SignalingThread(final TransportConfig config) {
        this(config, ProtectionConfig.ofNobody());
    }

    SignalingThread(final TransportConfig config, final ProtectionConfig limits) {
        protection =
                new Protection(limits, ProtectionCounters.allocate(counters), System.nanoTime());
        layer = TransportLayer.open(config, this, protection, counters);
    }

    @Override
    public void onMessage(
            final Flow flow,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long nowNanos) {
        count++;
        if (echoes) {
            layer.send(flow, buffer, offset, length);
        } else {
            received.add(new Received(flow, buffer.getStringWithoutLengthAscii(offset, length)));
        }
    }

    @Override
    public void onFlowFailed(final Flow flow, final long nowNanos) {
        failed.add(flow);
    }

    @Override
    public void onUnreachable(final Flow flow, final long nowNanos) {
        unreachable.add(flow);
    }

    int cycle(final long waitNanos) {
        layer.await(waitNanos);
        final int work = layer.doWork(System.nanoTime());
        layer.flush();
        return work;
    }

    /** Runs until the condition holds; fails after ten seconds. */
    void until(final String what, final BooleanSupplier condition) {
        final long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting: " + what).isLessThan(deadline);
            cycle(WAIT_NANOS);
        }
    }

    void send(final Flow flow, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        layer.send(flow, new UnsafeBuffer(bytes), 0, bytes.length);
    }

    Flow flowTo(final TransportProtocol protocol, final String address, final int port) {
        final IpAddress ip = Objects.requireNonNull(IpAddress.parse(address));
        return Objects.requireNonNull(layer.flowTo(protocol, ip.high(), ip.low(), port));
    }

    int port(final TransportProtocol protocol) {
        return layer.localPoints().stream()
                .filter(point -> point.protocol() == protocol)
                .mapToInt(LocalPoint::port)
                .findFirst()
                .orElseThrow();
    }

    List<String> texts() {
        return received.stream().map(Received::text).toList();
    }

    /** Value of the counter with this series name, the prefix left out. */
    long counter(final String series) {
        return metric("strowger_transport_" + series);
    }

    long metric(final String series) {
        final long[] value = {-1};
        counters.forEach(
                (id, label) -> {
                    if (label.equals(series)) {
                        value[0] = counters.getCounterValue(id);
                    }
                });
        assertThat(value[0]).as(series).isNotNegative();
        return value[0];
    }

    @Override
    public void close() {
        layer.close();
    }
}
