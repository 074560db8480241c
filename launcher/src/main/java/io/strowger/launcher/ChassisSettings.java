// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.chassis.CardPlan;
import io.strowger.chassis.CardRole;
import io.strowger.chassis.Place;
import io.strowger.cluster.transport.AeronDirectory;
import io.strowger.configuration.ChassisConfig;
import io.strowger.configuration.Endpoint;
import io.strowger.configuration.ListenPoint;
import io.strowger.configuration.StrowgerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.agrona.IoUtil;
import org.jspecify.annotations.Nullable;

/**
 * From the configuration to the cards of a chassis: each is run with the same file and settings, over which is laid what makes
 * processes of one host one router.
 */
final class ChassisSettings {
    private static final System.Logger LOG = System.getLogger("strowger.chassis");
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final int SECRET_BYTES = 32;
    private static final int MOST_POINTS = 16;
    private static final int MEMBER_PORTS = 10;

    /** Ports of REST above that of the chassis: members, switches, nodes. */
    private static final int MEMBER_HTTP = 1;

    private static final int SWITCH_HTTP = 4;
    private static final int NODE_HTTP = 6;
    private static final int MOST_HTTP = 21;

    /** In an order: a card is known by the command that started it. */
    private static final List<Map.Entry<String, String>> SMALLER =
            List.of(
                    Map.entry("sip.transactions.max", "200000"),
                    Map.entry("switches.connections", "250000"),
                    Map.entry("switches.check.kept-requests", "100000"));

    private final StrowgerConfig config;
    private final @Nullable Path file;
    private final List<String> common = new ArrayList<>();
    private final List<String> listening;
    private final Path shared;

    private ChassisSettings(
            StrowgerConfig config, @Nullable Path file, List<String> settings, List<String> sip)
            throws IOException {
        this.config = config;
        this.file = file;
        this.listening = sip;
        common.addAll(settings);
        Path own = AeronDirectory.shared(config.data(), SHARED_MEMORY);
        shared = own.resolveSibling(own.getFileName() + "-chassis");
    }

    /**
     * Works out all of it, and makes the secret that all cards need.
     *
     * @param file and settings as they were given
     * @param said keys that they set
     */
    static ChassisSettings of(
            StrowgerConfig config, @Nullable Path file, List<String> settings, Set<String> said)
            throws CommandFailure {
        Path data = config.data();
        int http = config.management().http().port();
        if (http == 0 || http + MOST_HTTP > 65_535) {
            throw new CommandFailure(
                    2,
                    List.of(
                            "management.http: a chassis needs a port below 65514, and the "
                                    + MOST_HTTP
                                    + " above it for its cards"));
        }
        if (Files.exists(data.resolve(LocationFiles.DATABASE))) {
            throw new CommandFailure(
                    "data directory "
                            + data
                            + " has the database of 'strowger run': give the chassis another one"
                            + " (--set data=DIRECTORY)");
        }
        try {
            ChassisSettings made = new ChassisSettings(config, file, settings, listen(config));
            made.layUnder(said);
            made.layOver();
            return made;
        } catch (IOException failure) {
            throw new CommandFailure("cannot use " + data + ": " + failure.getMessage());
        }
    }

    /** Tables have their whole size from the start; eight processes of one host begin with smaller ones. */
    private void layUnder(Set<String> said) {
        SMALLER.stream()
                .filter(setting -> !said.contains(setting.getKey()))
                .forEach(setting -> common.add(setting.getKey() + "=" + setting.getValue()));
    }

    private void layOver() throws IOException {
        ChassisConfig chassis = config.chassis();
        int first = chassis.firstPort();
        common.addAll(
                List.of(
                        "sip.listen=" + listening,
                        "location.members=" + loopback(chassis.members(), first, MEMBER_PORTS),
                        "location.reply-host=127.0.0.1",
                        "replication.stream=shared-memory",
                        "replication.members=[]",
                        "replication.shared-directory=" + shared.resolve("replication"),
                        "switches.trunk=shared-memory",
                        // With shared memory only their number counts.
                        "switches.members=" + loopback(chassis.switches(), first, 1),
                        "switches.shared-directory=" + shared.resolve("switches"),
                        "cluster.secret-file=" + secret()));
        Files.createDirectories(
                shared,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static List<String> loopback(int count, int first, int distance) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"127.0.0.1:" + (first + distance * i) + "\"")
                .toList();
    }

    /** Nodes have to know each address by name, and all processes the same ones in the same order. */
    private static List<String> listen(StrowgerConfig config) throws IOException {
        List<String> points = new ArrayList<>();
        for (ListenPoint point : config.sip().listen()) {
            if (!point.endpoint().address().isAnyLocalAddress()) {
                points.add(point.toString());
                continue;
            }
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> isMeant(address, point))
                    .sorted(
                            Comparator.comparing(InetAddress::isLoopbackAddress)
                                    .thenComparing(InetAddress::getHostAddress))
                    .map(address -> new Endpoint(address, point.endpoint().port()))
                    .forEach(end -> points.add(new ListenPoint(point.protocol(), end).toString()));
        }
        if (points.size() > MOST_POINTS) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "this host has more addresses than {0} listening points: set sip.listen; left out: {1}",
                    MOST_POINTS,
                    points.subList(MOST_POINTS, points.size()));
        }
        return points.stream().limit(MOST_POINTS).map(point -> "\"" + point + "\"").toList();
    }

    private static boolean isMeant(InetAddress address, ListenPoint point) {
        return !address.isLinkLocalAddress()
                && address.getAddress().length == point.endpoint().address().getAddress().length;
    }

    private Path secret() throws IOException {
        Path given = config.cluster().secretFile();
        if (given != null) {
            return given;
        }
        Path made = config.data().resolve("secret").toAbsolutePath();
        if (!Files.exists(made)) {
            byte[] bytes = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(bytes);
            Path written =
                    Files.createFile(
                            made.resolveSibling("secret." + ProcessHandle.current().pid()),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.writeString(written, HexFormat.of().formatHex(bytes));
            Files.move(written, made);
        }
        return made;
    }

    /** What all cards have in common in memory; nothing of it is needed when none runs. */
    void deleteShared() {
        IoUtil.delete(shared.toFile(), true);
    }

    /** Where the router serves SIP. */
    List<String> listening() {
        return listening.stream().map(point -> point.replace("\"", "")).toList();
    }

    /** All cards, in the order in which they are started. */
    List<CardPlan> cards() {
        List<CardPlan> cards = new ArrayList<>();
        ChassisConfig chassis = config.chassis();
        for (int i = 0; i < chassis.members(); i++) {
            cards.add(card(CardRole.LOCATION, i, MEMBER_HTTP + i, "location.member=" + i));
        }
        for (int i = 0; i < chassis.switches(); i++) {
            cards.add(card(CardRole.SWITCH, i, SWITCH_HTTP + i, "switches.member=" + i));
        }
        for (int i = 0; i < chassis.nodes(); i++) {
            cards.add(card(CardRole.NODE, i, NODE_HTTP + i, "location.member=0"));
        }
        return cards;
    }

    private CardPlan card(CardRole role, int number, int port, String itself) {
        Place place = new Place(role, number);
        Path data = config.data().toAbsolutePath().normalize();
        Endpoint http =
                new Endpoint(
                        config.management().http().address(),
                        config.management().http().port() + port);
        List<String> settings = new ArrayList<>(common);
        settings.add(itself);
        settings.add("management.http=" + http);
        settings.add("data=" + data.resolve(place.name()));
        List<String> command = new ArrayList<>(CardJava.command(role));
        command.add(role.word());
        if (file != null) {
            command.addAll(List.of("--config", file.toString()));
        }
        settings.forEach(setting -> command.addAll(List.of("--set", setting)));
        return new CardPlan(
                place,
                command,
                "http://" + http,
                data.resolve(place.name()),
                data.resolve("log").resolve(place.name() + ".log"));
    }
}
