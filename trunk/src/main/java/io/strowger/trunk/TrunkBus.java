// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.BusDriver;
import io.strowger.bus.BusFailure;
import io.strowger.bus.FrameHandler;
import io.strowger.bus.Sessions;
import io.strowger.bus.SessionsConfig;
import io.strowger.cluster.transport.ClusterSecrets;
import io.strowger.doorbell.Doorbell;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongConsumer;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/** The bus under one end of a trunk: a driver and its sessions. One thread, but for {@link #wake}. */
public final class TrunkBus implements Carrier {
    private static final String ANY = "0.0.0.0";
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final int COUNTERS = 256;
    private static final int POLL = 256;
    private static final long LOOK_NANOS = 1_000_000;
    private static final long SHORT_NANOS = 50_000;
    private static final long DENSE_NANOS = 1_000_000;

    private final BusDriver driver;
    private final Sessions sessions;
    private final @Nullable ProcessMark mark;
    private final boolean hasNetwork;
    private long now;
    private long workedAt;

    private TrunkBus(
            final BusDriver driver,
            final Sessions sessions,
            final @Nullable ProcessMark mark,
            final boolean hasNetwork) {
        this.hasNetwork = hasNetwork;
        this.driver = driver;
        this.sessions = sessions;
        this.mark = mark;
    }

    /**
     * The end of a switch.
     *
     * @param directory in shared memory, its own; nodes of this host join it there. Null when there are none
     * @param network how nodes of other hosts reach it, null when they do not
     * @param id of the switch in the cluster
     * @param mostNodes so many may come, further ones are refused
     */
    public static TrunkBus ofSwitch(
            final Path directory,
            final @Nullable SwitchNetwork network,
            final long id,
            final int mostNodes)
            throws BusFailure {
        final CountersManager counters = counters();
        final BusDriver driver =
                BusDriver.host(directory, counters, network == null ? null : network.secrets());
        final SessionsConfig config =
                new SessionsConfig(
                        network == null ? null : network.listen(),
                        ANY,
                        Map.of(),
                        true,
                        mostNodes,
                        IDLE);
        return open(driver, config, id, counters, null);
    }

    /**
     * Where a switch is reached over the network.
     *
     * @param listen address and port
     * @param secrets with which is sealed
     */
    public record SwitchNetwork(String listen, ClusterSecrets secrets) {}

    /**
     * The end of a node on the switch's host.
     *
     * @param directory of the switch
     * @param id of the node in the cluster
     */
    static TrunkBus joining(final Path directory, final long id) throws BusFailure {
        final CountersManager counters = counters();
        final BusDriver driver = BusDriver.join(directory, counters);
        ProcessMark mark = null;
        try {
            mark = ProcessMark.of(directory, id);
            return open(
                    driver,
                    new SessionsConfig(null, ANY, Map.of(), true, 2, IDLE),
                    id,
                    counters,
                    mark);
        } catch (final BusFailure | RuntimeException failure) {
            CloseHelper.quietCloseAll(mark, driver);
            throw failure;
        }
    }

    /**
     * The end of a node on another host.
     *
     * @param directory for its buffers, its own
     * @param switchId whom it asks
     * @param address host and port of that switch
     */
    static TrunkBus over(
            final Path directory,
            final long switchId,
            final String address,
            final long id,
            final ClusterSecrets secrets)
            throws BusFailure {
        final CountersManager counters = counters();
        return open(
                BusDriver.launch(directory, counters, secrets),
                new SessionsConfig(null, ANY, Map.of(switchId, address), false, 2, IDLE),
                id,
                counters,
                null);
    }

    private static TrunkBus open(
            final BusDriver driver,
            final SessionsConfig config,
            final long id,
            final CountersManager counters,
            final @Nullable ProcessMark mark) {
        try {
            final boolean hasNetwork = !config.listen().isEmpty() || !config.members().isEmpty();
            return new TrunkBus(
                    driver, new Sessions(driver, config, id, counters), mark, hasNetwork);
        } catch (final RuntimeException failure) {
            driver.close();
            throw failure;
        }
    }

    /** What the bus counts stays here: a process may have several, and replication has one of its own. */
    private static CountersManager counters() {
        return new CountersManager(
                new UnsafeBuffer(
                        ByteBuffer.allocateDirect(COUNTERS * CountersManager.METADATA_LENGTH)),
                new UnsafeBuffer(
                        ByteBuffer.allocateDirect(COUNTERS * CountersManager.COUNTER_LENGTH)));
    }

    @Override
    public int doWork(final FrameHandler to, final long nowNanos) {
        final int work = driver.doWork() + sessions.poll(to, POLL, nowNanos);
        now = nowNanos;
        if (work > 0) {
            workedAt = nowNanos;
        }
        return work;
    }

    @Override
    public boolean isBroken() {
        return driver.isClosed();
    }

    @Override
    public long sender() {
        return sessions.sender();
    }

    @Override
    public boolean isConnected(final long peer) {
        return sessions.isConnected(peer);
    }

    @Override
    public boolean offer(final long peer, final DirectBuffer frame, final int length) {
        return sessions.offer(peer, frame, 0, length);
    }

    @Override
    public void await(final long nanos) {
        driver.await(nanos);
    }

    /** What comes over a network ends a sleep elsewhere within a millisecond, under load sooner. */
    @Override
    public void rest(final LongConsumer sleep, final boolean isRung, final long nanos) {
        if (hasNetwork) {
            final boolean isDense = now - workedAt < DENSE_NANOS;
            driver.rest(sleep, isRung, Math.min(nanos, isDense ? SHORT_NANOS : LOOK_NANOS));
        } else {
            driver.rest(sleep, isRung, nanos);
        }
    }

    @Override
    public @Nullable Doorbell bell() {
        return driver.bell();
    }

    @Override
    public void wake() {
        driver.wake();
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(sessions, driver, mark);
    }
}
