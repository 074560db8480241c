// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.BusDriver;
import io.strowger.bus.BusFailure;
import io.strowger.bus.FrameHandler;
import io.strowger.bus.Sessions;
import io.strowger.bus.SessionsConfig;
import io.strowger.doorbell.Doorbell;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * The bus under one end of a trunk: a driver, and a link or several. One thread, but for {@link #wake}.
 */
public final class TrunkBus implements Carrier {
    private static final System.Logger LOG = System.getLogger("strowger.trunk");
    private static final String ANY = "0.0.0.0";
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final int COUNTERS = 256;
    private static final long LOOK_NANOS = 1_000_000;
    private static final long SHORT_NANOS = 50_000;
    private static final long DENSE_NANOS = 1_000_000;

    private final BusDriver driver;
    private final TrunkLinks links;
    private final @Nullable ProcessMark mark;
    private final boolean hasNetwork;
    private final @Nullable Further further;
    private long now;
    private long workedAt;

    private TrunkBus(
            final BusDriver driver,
            final TrunkLinks links,
            final @Nullable ProcessMark mark,
            final @Nullable Further further) {
        hasNetwork = further != null;
        this.further = further;
        this.driver = driver;
        this.links = links;
        this.mark = mark;
    }

    /**
     * The end of a switch.
     *
     * @param directory in shared memory, its own; without a network nodes of this host join it there
     * @param network where nodes reach it, null when they do by shared memory
     * @param id of the switch in the cluster
     * @param mostNodes so many may come, further ones are refused
     */
    public static TrunkBus ofSwitch(
            final Path directory,
            final @Nullable TrunkNetwork network,
            final long id,
            final int mostNodes)
            throws BusFailure {
        final CountersManager counters = counters();
        final BusDriver driver =
                BusDriver.host(directory, counters, network == null ? null : network.secrets());
        final TrunkLinks links =
                new TrunkLinks(
                        process(), 0, mostNodes, network == null ? counters : network.counters());
        if (network != null) {
            return open(
                    driver,
                    links,
                    new Further(
                            id,
                            address ->
                                    new SessionsConfig(
                                            address, ANY, Map.of(), false, mostNodes, IDLE)),
                    network.addresses());
        }
        try {
            final SessionsConfig config =
                    new SessionsConfig(null, ANY, Map.of(), true, mostNodes, IDLE);
            final int _ = links.add(new BusLink(new Sessions(driver, config, id, counters)), "");
            return new TrunkBus(driver, links, null, null);
        } catch (final RuntimeException failure) {
            CloseHelper.quietCloseAll(links, driver);
            throw failure;
        }
    }

    /**
     * How a link over a network is opened.
     *
     * @param id of this process in the cluster
     * @param to from an address to what is said at it, or to whom
     */
    private record Further(long id, Function<String, SessionsConfig> to) {
        TrunkLink open(final BusDriver driver, final String address) {
            return new BusLink(new Sessions(driver, to.apply(address), id, counters()));
        }
    }

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
            final TrunkLinks links = new TrunkLinks(process(), 0, 0, counters);
            final SessionsConfig config = new SessionsConfig(null, ANY, Map.of(), true, 2, IDLE);
            final int _ = links.add(new BusLink(new Sessions(driver, config, id, counters)), "");
            return new TrunkBus(driver, links, mark, null);
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
     * @param network where that switch is reached
     */
    static TrunkBus over(
            final Path directory, final long switchId, final TrunkNetwork network, final long id)
            throws BusFailure {
        final CountersManager counters = counters();
        final BusDriver driver = BusDriver.launch(directory, counters, network.secrets());
        final TrunkLinks links = new TrunkLinks(process(), switchId, 1, network.counters());
        return open(
                driver,
                links,
                new Further(
                        id,
                        address ->
                                new SessionsConfig(
                                        null, ANY, Map.of(switchId, address), false, 2, IDLE)),
                network.addresses());
    }

    private static TrunkBus open(
            final BusDriver driver,
            final TrunkLinks links,
            final Further further,
            final List<String> addresses) {
        try {
            for (final String address : addresses) {
                final int _ = links.add(further.open(driver, address), address);
            }
            return new TrunkBus(driver, links, null, further);
        } catch (final RuntimeException failure) {
            CloseHelper.quietCloseAll(links, driver);
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

    /** A random number, not 0. */
    private static long process() {
        return new SecureRandom().nextLong(1, Long.MAX_VALUE);
    }

    @Override
    public int doWork(final FrameHandler to, final long nowNanos) {
        final int work = driver.doWork() + links.doWork(to, nowNanos);
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
        return links.sender();
    }

    @Override
    public @Nullable String hostOf(final long peer) {
        return links.host(peer);
    }

    @Override
    public boolean isConnected(final long peer) {
        return links.isConnected(peer);
    }

    @Override
    public boolean offer(final long peer, final DirectBuffer frame, final int length) {
        return links.offer(peer, frame, length);
    }

    @Override
    public List<LinkFigures> links(final long peer) {
        return links.figures(peer);
    }

    @Override
    public LinkChange addLink(final String address) {
        if (further == null) {
            return LinkChange.NO_NETWORK;
        }
        final LinkChange allowed = links.mayAdd(address);
        if (allowed == LinkChange.DONE) {
            try {
                final int _ = links.add(further.open(driver, address), address);
            } catch (final RuntimeException refused) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "no link at {0}: {1}",
                        address,
                        refused.getMessage());
                return LinkChange.NOT_LISTENING;
            }
        }
        return allowed;
    }

    @Override
    public LinkChange removeLink(final String address) {
        return further == null ? LinkChange.NO_NETWORK : links.remove(address);
    }

    @Override
    public List<String> links() {
        return further == null ? List.of() : links.addresses();
    }

    @Override
    public long dueIn(final long most) {
        return links.dueIn(most);
    }

    @Override
    public void await(final long nanos) {
        driver.await(dueIn(nanos));
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
        CloseHelper.quietCloseAll(links, driver, mark);
    }
}
