// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.StrowgerConfig;
import io.strowger.management.ManagementPorts;
import io.strowger.management.ManagementServer;
import io.strowger.management.SourceProtection;
import io.strowger.management.StatusReport;
import io.strowger.management.StatusSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a process that serves, wired by hand: data directory, location side, management, SIP
 * side; what is opened last is closed first. The HTTP server comes before the others are ready, so
 * that whoever waits can ask.
 */
final class StrowgerProcess implements ServingProcess, StatusSource {
    private static final System.Logger LOG = System.getLogger("strowger.launcher");
    private static final Duration SERVING_LIMIT = Duration.ofMinutes(2);
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final StrowgerConfig config;
    private final CountersManager counters = ProcessCounters.allocate();
    private final CallRate calls = new CallRate();
    private final long startNanos = System.nanoTime();
    private @Nullable ManagementServer management;
    private volatile @Nullable LocationSide location;
    private volatile @Nullable SipSide sip;
    private volatile @Nullable ProtectionDesk desk;
    private final boolean servesSip;
    private volatile boolean draining;

    private StrowgerProcess(StrowgerConfig config, boolean servesSip) {
        this.config = config;
        this.servesSip = servesSip;
    }

    /** Starts everything and gives it back ready, or closes what was opened and fails. */
    static StrowgerProcess start(StrowgerConfig config, ProcessParts parts) throws CommandFailure {
        StrowgerProcess process = new StrowgerProcess(config, parts.servesSip());
        try {
            process.open(parts);
            return process;
        } catch (CommandFailure | RuntimeException failure) {
            process.close();
            throw failure;
        }
    }

    private void open(ProcessParts parts) throws CommandFailure {
        own(DataDirectory.take(config.data()));
        LocationSide locationSide = own(parts.openLocation(config, counters));
        location = locationSide;
        if (!parts.servesSip()) {
            management = own(openManagement(locationSide));
            return;
        }
        ProtectionDesk sources = ProtectionDesk.of(config.sip(), counters);
        desk = sources;
        management = own(openManagement(locationSide));
        if (!locationSide.awaitServing(SERVING_LIMIT)) {
            throw new CommandFailure(
                    "the location server does not serve: " + locationSide.condition());
        }
        sip = own(parts.openSip(config, locationSide, sources, counters));
    }

    private ManagementServer openManagement(LocationSide locationSide) throws CommandFailure {
        ManagementPorts ports =
                new ManagementPorts(
                        locationSide.browser(),
                        locationSide.provisioning(),
                        this,
                        counters,
                        ProgramVersion.text());
        return ManagementOpening.open(config, ports);
    }

    private <T extends AutoCloseable> T own(T part) {
        opened.push(part);
        return part;
    }

    @Override
    public String readyLine() {
        List<String> points = listening();
        LocationSide side = location;
        return "strowger ready: %s; http %s:%d; data %s; after %d ms"
                .formatted(
                        points.isEmpty()
                                ? "location member " + (side == null ? "" : side.id())
                                : "sip " + String.join(" ", points),
                        config.management().http().address().getHostAddress(),
                        httpPort(),
                        config.data(),
                        uptimeMillis());
    }

    /** Where SIP is listened for, as {@code udp:host:port}. */
    List<String> listening() {
        SipSide node = sip;
        return node == null ? List.of() : node.listening();
    }

    int httpPort() {
        return management == null ? 0 : management.port();
    }

    @Override
    public void tick() {
        SipSide node = sip;
        calls.sample(node == null ? 0 : node.calls(), System.nanoTime());
        LocationSide side = location;
        if (side != null && !draining) {
            side.tick();
        }
    }

    private long uptimeMillis() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }

    @Override
    public boolean isReady() {
        LocationSide side = location;
        return (sip != null || !servesSip) && !draining && side != null && side.isServing();
    }

    @Override
    public @Nullable SourceProtection protection() {
        return desk;
    }

    @Override
    public StatusReport status() {
        LocationSide side = location;
        SipSide node = sip;
        List<StatusReport.Replica> replicas = new ArrayList<>();
        if (side != null) {
            replicas.add(
                    new StatusReport.Replica(
                            side.id(), side.role(), side.browser().state(), side.progress()));
            replicas.addAll(side.replicas());
        }
        return new StatusReport(
                ProgramVersion.text(),
                replicas,
                side == null ? List.of() : side.regions(),
                new StatusReport.NodeFigures(
                        operationalStatus(),
                        calls.perSecond(),
                        node == null ? 0 : node.transactions(),
                        node == null ? 0 : node.connections(),
                        uptimeMillis()));
    }

    private String operationalStatus() {
        if (draining) {
            return "draining";
        }
        LocationSide side = location;
        if ((sip == null && servesSip) || side == null) {
            return "starting";
        }
        String complaint = side.complaint();
        SipSide node = sip;
        if (complaint == null && node != null) {
            complaint = node.complaint();
        }
        return complaint == null ? "ready" : "ready, but " + complaint;
    }

    /** Lets calls in progress settle for a moment and closes everything. */
    @Override
    public void close() {
        draining = true;
        SipSide node = sip;
        if (node != null) {
            node.drain();
            long deadline = System.nanoTime() + DRAIN_NANOS;
            while (node.transactions() > 0 && System.nanoTime() - deadline < 0) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
        while (!opened.isEmpty()) {
            AutoCloseable part = opened.pop();
            try {
                part.close();
            } catch (Exception fault) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "closing " + part.getClass().getSimpleName(),
                        fault);
            }
        }
    }
}
