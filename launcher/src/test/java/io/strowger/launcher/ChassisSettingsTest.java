// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.chassis.CardFacts;
import io.strowger.chassis.CardPlan;
import io.strowger.chassis.CardRole;
import io.strowger.configuration.ConfigurationLoader;
import io.strowger.configuration.ConfigurationOutcome;
import io.strowger.configuration.StrowgerConfig;
import io.strowger.management.JsonText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.IoUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cards that follow from a configuration, and what they say. */
class ChassisSettingsTest {
    @TempDir Path directory;
    private Path data;

    @BeforeEach
    void makeData() throws Exception {
        data = Files.createDirectories(directory.resolve("data"));
    }

    @AfterEach
    void removeSharedMemory() {
        // Named in the cards' settings; made when they are worked out.
        for (final String setting : settings) {
            if (setting.startsWith("switches.shared-directory=")) {
                IoUtil.delete(
                        Path.of(setting.substring(setting.indexOf('=') + 1)).getParent().toFile(),
                        true);
            }
        }
    }

    private List<String> settings = List.of();

    private List<CardPlan> cards(final String... more) throws CommandFailure {
        final List<String> given = new ArrayList<>(List.of(more));
        given.add("management.http=127.0.0.1:9000");
        given.add("data=" + data);
        final StrowgerConfig config = accepted(given);
        final List<CardPlan> cards =
                ChassisSettings.of(config, null, given, Set.of("management.http", "data")).cards();
        settings = settingsOf(cards.getFirst());
        return cards;
    }

    private static List<String> settingsOf(final CardPlan card) {
        final List<String> all = new ArrayList<>();
        for (int i = 0; i < card.command().size() - 1; i++) {
            if (card.command().get(i).equals("--set")) {
                all.add(card.command().get(i + 1));
            }
        }
        return all;
    }

    private static StrowgerConfig accepted(final List<String> all) {
        return switch (ConfigurationLoader.load(null, all)) {
            case ConfigurationOutcome.Accepted accepted -> accepted.config();
            case ConfigurationOutcome.Refused refused -> throw new AssertionError(refused);
        };
    }

    @Test
    void theDefaultIsTwoSwitchesThreeNodesAndThreeMembers() throws Exception {
        assertThat(cards().stream().map(card -> card.place().name()))
                .containsExactly(
                        "location0",
                        "location1",
                        "location2",
                        "switch0",
                        "switch1",
                        "node0",
                        "node1",
                        "node2");
        assertThat(cards("chassis.nodes=16", "chassis.switches=1", "chassis.members=1"))
                .hasSize(18);
    }

    /** Each card reads these settings as it would a file; together they are one router. */
    @Test
    void eachCardIsConfiguredForItsPlaceAndAllForOneRouter() throws Exception {
        for (final CardPlan card : cards("sip.service=redirect")) {
            final StrowgerConfig config = accepted(settingsOf(card));
            assertThat("http://" + config.management().http()).isEqualTo(card.url());
            assertThat(config.data()).isEqualTo(card.data());
            assertThat(config.switches().isPair()).isTrue();
            assertThat(config.replication().isBySharedMemory()).isTrue();
            assertThat(config.location().group().members()).hasSize(3);
            assertThat(config.sip().listen())
                    .isNotEmpty()
                    .noneMatch(point -> point.endpoint().address().isAnyLocalAddress());
            assertThat(config.sip().transactions().max()).isEqualTo(200_000);
            switch (card.place().role()) {
                case LOCATION ->
                        assertThat(config.location().group().member())
                                .isEqualTo(card.place().number());
                case SWITCH ->
                        assertThat(config.switches().member()).isEqualTo(card.place().number());
                case NODE -> assertThat(config.data().toString()).endsWith(card.place().name());
            }
        }
    }

    /** A supervisor knows a card again by the command that it would start. */
    @Test
    void theSameConfigurationGivesTheSameCommands() throws Exception {
        assertThat(cards()).isEqualTo(cards());
        final Path secret = data.resolve("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(secret)).hasSize(64);
    }

    @Test
    void theDatabaseOfASingleProcessIsNotPutAside() throws Exception {
        Files.createDirectories(data.resolve(LocationFiles.DATABASE));
        assertThat(failureOf("chassis.nodes=3")).contains("has the database of 'strowger run'");
    }

    @Test
    void aFreePortIsNoPlaceForACardToBeFound() {
        assertThat(failureOf("chassis.nodes=3", "management.http=127.0.0.1:0"))
                .contains("a chassis needs a port below 65514");
    }

    private String failureOf(final String... more) {
        final List<String> given = new ArrayList<>(List.of("data=" + data));
        given.addAll(List.of(more));
        try {
            assertThat(ChassisSettings.of(accepted(given), null, given, Set.of())).isNotNull();
            return "none";
        } catch (final CommandFailure failure) {
            return failure.lines().toString();
        }
    }

    @Test
    void whatACardSaysIsReadFromItsStatus() {
        assertThat(
                        facts(
                                CardRole.SWITCH,
                                """
                                {"ready":true,"replicas":[],"node":{"operationalStatus":"ready"},"switch":{"role":"active",
                                "table":"followed","nodes":[{"id":"ab","status":"up","drained":false},
                                {"id":"cd","status":"draining","drained":true}]}}"""))
                .isEqualTo(
                        new CardFacts(
                                true,
                                true,
                                -1,
                                true,
                                "",
                                List.of(
                                        new CardFacts.SeenNode("ab", true, false),
                                        new CardFacts.SeenNode("cd", false, true)),
                                "ready"));
        assertThat(
                        facts(
                                CardRole.NODE,
                                """
                                {"ready":true,"replicas":[{"id":"ab","role":"node","level":7,"activity":"loading"}],
                                "node":{"operationalStatus":"ready, but"}}"""))
                .isEqualTo(new CardFacts(true, false, 7, false, "ab", List.of(), "ready, but"));
        assertThat(facts(CardRole.LOCATION, "{}").ready()).isFalse();
    }

    private static CardFacts facts(final CardRole role, final String json) {
        final Map<String, @Nullable Object> status = JsonText.parse(json).object();
        assertThat(status).isNotNull();
        return CardStatusProbe.facts(role, status);
    }
}
