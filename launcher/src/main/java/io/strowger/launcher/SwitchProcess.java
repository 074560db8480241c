// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.PlacementPolicy;
import io.strowger.configuration.StrowgerConfig;
import io.strowger.configuration.SwitchesConfig;
import io.strowger.connection.table.ConnectionTableConfig;
import io.strowger.management.LinkChanges;
import io.strowger.management.ManagementPorts;
import io.strowger.management.ManagementServer;
import io.strowger.management.NodeDraining;
import io.strowger.management.SourceProtection;
import io.strowger.management.StatusReport;
import io.strowger.management.StatusSource;
import io.strowger.node.NodeConfig;
import io.strowger.ping.OutsideView;
import io.strowger.sip.message.KeyedHash;
import io.strowger.switchboard.NodeFigures;
import io.strowger.switchboard.SwitchFigures;
import io.strowger.switchboard.Switchboard;
import io.strowger.switchboard.SwitchboardConfig;
import io.strowger.switchboard.TableState;
import io.strowger.switching.KeptConfig;
import io.strowger.switching.PlacementConfig;
import io.strowger.switching.PlacementConfig.Criterion;
import io.strowger.switching.StatusConfig;
import io.strowger.switching.SwitchConfig;
import io.strowger.trunk.LinkFigures;
import io.strowger.trunk.SwitchTrunk;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.agrona.CloseHelper;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/** Everything of {@code strowger switch}, wired by hand: trunk, sockets, HTTP. */
final class SwitchProcess implements ServingProcess, StatusSource, NodeDraining {
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final StrowgerConfig config;
    private final long startNanos = System.nanoTime();
    private final CountersManager counters;
    private final @Nullable StandbySettings standby;
    private final ProtectionDesk desk;
    private final NodePing ping;
    private final Switchboard board;
    private final ManagementServer management;
    private volatile boolean stopping;

    private SwitchProcess(StrowgerConfig config) throws CommandFailure {
        this.config = config;
        counters = ProcessCounters.ofSwitch(config.switches().maxNodes());
        standby = config.switches().isPair() ? StandbySettings.open(config, counters) : null;
        desk = ProtectionDesk.of(config.sip(), counters);
        ping = NodePing.of(config.switches());
        counters.newCounter("strowger_switch_ping").setRelease(ping.isOn() ? 1 : 0);
        try {
            board = launch();
            desk.join(board::order);
        } catch (CommandFailure | RuntimeException failure) {
            CloseHelper.quietCloseAll(ping, standby);
            throw failure;
        }
        try {
            management =
                    ManagementOpening.open(
                            config,
                            new ManagementPorts(
                                    null, null, this, counters, ProgramVersion.text(), this, null));
        } catch (CommandFailure | RuntimeException failure) {
            CloseHelper.quietCloseAll(board, ping, standby);
            throw failure;
        }
    }

    static SwitchProcess start(StrowgerConfig config) throws CommandFailure {
        if (!config.switches().isSet()) {
            throw new CommandFailure(
                    2,
                    List.of(
                            "switches.trunk is not set: 'strowger switch' gives calls to nodes that"
                                    + " have the same switches.trunk and sip.listen"));
        }
        return new SwitchProcess(config);
    }

    private Switchboard launch() throws CommandFailure {
        SwitchTrunk trunk = TrunkSettings.ofSwitch(config, counters);
        try {
            SwitchboardConfig wanted =
                    new SwitchboardConfig(
                            NodeConfig.of(config.sip())
                                    .transport()
                                    .withGather(config.switches().gather()),
                            switching(config.switches(), ping.isOn()),
                            hash(),
                            desk.protection(),
                            TrunkSettings.process(),
                            ping.ping());
            return standby == null
                    ? Switchboard.launch(wanted, trunk, counters)
                    : Switchboard.launch(wanted, trunk, standby.parts(), counters);
        } catch (UncheckedIOException failure) {
            trunk.close();
            throw new CommandFailure(String.valueOf(failure.getCause().getMessage()));
        } catch (RuntimeException failure) {
            trunk.close();
            throw failure;
        }
    }

    /** All switches of a router have to know a Call-ID by the same hash. */
    private KeyedHash hash() throws CommandFailure {
        ByteBuffer key = ByteBuffer.wrap(ClusterSettings.secret(config).hashKey("call-id"));
        return new KeyedHash(key.getLong(), key.getLong());
    }

    private static SwitchConfig switching(SwitchesConfig switches, boolean ping) {
        SwitchesConfig.NodeCheckConfig check = switches.check();
        SwitchConfig standard = SwitchConfig.standard();
        StatusConfig status = standard.status();
        return new SwitchConfig(
                new ConnectionTableConfig(switches.connections(), switches.maxNodes(), IDLE),
                placement(switches.placement()),
                new StatusConfig(
                        ping,
                        check.interval(),
                        check.failures(),
                        check.failureTime(),
                        status.successes(),
                        status.returnTime(),
                        status.longestReturnTime(),
                        status.stableTime(),
                        status.refusals()),
                KeptConfig.of(check.keptRequests(), check.keptBytes().bytes()),
                standard.handOversPerTurn(),
                standard.looks());
    }

    static PlacementConfig placement(PlacementPolicy policy) {
        return switch (policy) {
            case LEAST_LOADED -> least(Criterion.WORK_LEFT);
            case LEAST_CONNECTIONS -> least(Criterion.CONNECTIONS);
            case RESPONSE_TIME -> least(Criterion.RESPONSE_TIME);
            case ROUND_ROBIN -> PlacementConfig.of(PlacementConfig.Policy.ROUND_ROBIN, Map.of());
            case HASH -> PlacementConfig.of(PlacementConfig.Policy.HASH, Map.of());
        };
    }

    private static PlacementConfig least(Criterion criterion) {
        return PlacementConfig.of(PlacementConfig.Policy.LEAST_LOADED, Map.of(criterion, 1.0));
    }

    /** An active switch is ready when it has a node, one that stands by when it could take over with the whole table. */
    @Override
    public boolean isReady() {
        SwitchFigures now = board.figures();
        return !stopping
                && (now.active() ? now.hasNode() : now.table() == TableState.IN_STEP)
                && board.complaint().isEmpty();
    }

    @Override
    public void tick() {
        // Everything is done by the thread of the switch.
    }

    @Override
    public String failure() {
        return board.failure();
    }

    @Override
    public String readyLine() {
        return "strowger ready: switch %d sip %s; http %s:%d; after %d ms"
                .formatted(
                        config.switches().member(),
                        String.join(
                                " ", board.localPoints().stream().map(Object::toString).toList()),
                        config.management().http().address().getHostAddress(),
                        management.port(),
                        uptimeMillis());
    }

    private long uptimeMillis() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }

    @Override
    public SourceProtection protection() {
        return desk;
    }

    @Override
    public LinkChanges links() {
        return new LinkDesk(board);
    }

    @Override
    public StatusReport status() {
        SwitchFigures now = board.figures();
        return new StatusReport(
                ProgramVersion.text(),
                List.of(),
                List.of(),
                new StatusReport.NodeFigures(
                        operationalStatus(now), 0, now.kept(), now.connections(), uptimeMillis()),
                new StatusReport.SwitchFigures(
                        now.active() ? "active" : "standby",
                        now.term(),
                        ShownReplica.words(now.table()),
                        now.connections(),
                        now.kept(),
                        now.nodes().stream().map(SwitchProcess::shown).toList(),
                        shown(now.outside()),
                        ping.words()));
    }

    private static StatusReport.Outside shown(OutsideView outside) {
        return new StatusReport.Outside(
                outside.words(),
                outside.gateways().stream()
                        .map(
                                each ->
                                        new StatusReport.Gateway(
                                                each.address(), each.seen(), each.defaultRoute()))
                        .toList());
    }

    private String operationalStatus(SwitchFigures now) {
        if (stopping) {
            return "draining";
        }
        if (standby != null && !standby.isReached()) {
            return "the location server, which gives the lease, is not reached";
        }
        if (!now.active()) {
            return now.table() == TableState.IN_STEP
                    ? "standing by"
                    : "standing by: the table is not whole yet";
        }
        if (!now.hasNode()) {
            return "starting: no node is up";
        }
        if (!board.complaint().isEmpty()) {
            return "not reached: " + board.complaint();
        }
        return now.outside().isBlind() ? "ready, but " + now.outside().words() : "ready";
    }

    private static StatusReport.SwitchedNode shown(NodeFigures node) {
        return new StatusReport.SwitchedNode(
                Long.toHexString(node.id()),
                ShownReplica.words(node.status()),
                node.open(),
                node.connections(),
                node.responseMicros(),
                node.drained(),
                node.links().stream().map(SwitchProcess::shown).toList());
    }

    private static StatusReport.Link shown(LinkFigures link) {
        return new StatusReport.Link(
                link.number(),
                link.address(),
                ShownReplica.words(link.state()),
                link.framesSent(),
                link.roundTripMicros(),
                link.leftTimes());
    }

    @Override
    public boolean drain(String node, boolean begins) {
        try {
            return board.drain(Long.parseUnsignedLong(node, 16), begins);
        } catch (NumberFormatException noId) {
            return false;
        }
    }

    @Override
    public void close() {
        stopping = true;
        board.leave();
        CloseHelper.quietCloseAll(management, board, ping, standby);
    }
}
