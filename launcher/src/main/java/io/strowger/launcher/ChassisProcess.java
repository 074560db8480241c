// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.chassis.CardRole;
import io.strowger.chassis.Chassis;
import io.strowger.chassis.ShownCard;
import io.strowger.configuration.StrowgerConfig;
import io.strowger.management.ChassisPort;
import io.strowger.management.ManagementPorts;
import io.strowger.management.ManagementServer;
import io.strowger.management.StatusReport;
import io.strowger.management.StatusSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.agrona.CloseHelper;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/** Everything of {@code strowger chassis}, wired by hand: the supervisor of the cards, and HTTP. */
final class ChassisProcess implements ServingProcess, StatusSource, ChassisPort {
    private final StrowgerConfig config;
    private final long startNanos = System.nanoTime();
    private final CountersManager counters = ProcessCounters.allocate();
    private final ChassisSettings settings;
    private final DataDirectory data;
    private final Chassis chassis;
    private final ManagementServer management;
    private volatile boolean stopping;

    private ChassisProcess(
            StrowgerConfig config, @Nullable Path file, List<String> given, Set<String> said)
            throws CommandFailure {
        this.config = config;
        data = DataDirectory.take(config.data());
        try {
            settings = ChassisSettings.of(config, file, given, said);
            management =
                    ManagementOpening.open(
                            config,
                            new ManagementPorts(
                                    null, null, this, counters, ProgramVersion.text(), null, this));
        } catch (CommandFailure | RuntimeException failure) {
            CloseHelper.quietClose(data);
            throw failure;
        }
        try {
            chassis =
                    Chassis.launch(
                            config.data(),
                            settings.cards(),
                            new CardStatusProbe(config.management().tokensFile()));
        } catch (IOException failure) {
            CloseHelper.quietCloseAll(management, data);
            throw new CommandFailure("cannot use " + config.data() + ": " + failure.getMessage());
        }
    }

    /**
     * Starts all of it.
     *
     * @param file and settings as they were given
     * @param said keys that they set
     */
    static ChassisProcess start(
            StrowgerConfig config, @Nullable Path file, List<String> settings, Set<String> said)
            throws CommandFailure {
        return new ChassisProcess(config, file, settings, said);
    }

    @Override
    public boolean isReady() {
        return !stopping && chassis.isReady();
    }

    @Override
    public void tick() {
        // The supervisor has a thread of its own.
    }

    @Override
    public String readyLine() {
        return "strowger ready: chassis of %d cards, sip %s; http %s:%d; data %s; after %d ms"
                .formatted(
                        chassis.shown().size(),
                        String.join(" ", settings.listening()),
                        config.management().http().address().getHostAddress(),
                        management.port(),
                        config.data(),
                        uptimeMillis());
    }

    private long uptimeMillis() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }

    @Override
    public StatusReport status() {
        long unready =
                chassis.shown().stream().filter(card -> !card.state().startsWith("ready")).count();
        String status =
                stopping ? "stopping" : unready == 0 ? "ready" : unready + " cards are not ready";
        return new StatusReport(
                ProgramVersion.text(),
                List.of(),
                List.of(),
                new StatusReport.NodeFigures(status, 0, 0, 0, uptimeMillis()));
    }

    @Override
    public List<Card> cards() {
        return chassis.shown().stream().map(ChassisProcess::card).toList();
    }

    private static Card card(ShownCard shown) {
        return new Card(
                shown.place(),
                shown.role(),
                shown.pid(),
                shown.state(),
                shown.active(),
                shown.restarts(),
                shown.uptimeMillis(),
                shown.url(),
                shown.reason());
    }

    @Override
    public String restartText() {
        return chassis.restartText();
    }

    @Override
    public @Nullable String restart(@Nullable String place) {
        return chassis.restart(place);
    }

    /** A node has the whole database, and takes changes. */
    @Override
    public @Nullable String recordsUrl() {
        return chassis.shown().stream()
                .filter(card -> card.role().equals(CardRole.NODE.word()))
                .filter(card -> card.state().startsWith("ready"))
                .map(ShownCard::url)
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() {
        stopping = true;
        CloseHelper.quietClose(chassis);
        if (chassis.shown().stream().allMatch(card -> card.pid() == 0)) {
            settings.deleteShared();
        }
        CloseHelper.quietCloseAll(management, data);
    }
}
