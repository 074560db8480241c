// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A baresip process: a recorded tone for a microphone, no loudspeaker, its control connection for
 * keys and events, its SIP trace on stdout.
 */
final class BaresipPhone implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern TYPE = Pattern.compile("\"type\":\"([A-Z_]+)\"");
    private static final Pattern TRACE =
            Pattern.compile(
                    "(?s)\u001b\\[36;1m#\\n(UDP|TCP) (\\S+) -> (\\S+)\\n(.*?)\\n?\u001b\\[;m");

    private final Path directory;
    private final int sipPort;
    private final int controlPort;
    private final CapturedProcess process;
    private final Socket control;
    private final List<String> events = new CopyOnWriteArrayList<>();
    private int takenEvents;

    private BaresipPhone(final Path directory, final String account, final String settings) {
        this.directory = directory;
        this.sipPort = Ports.free();
        this.controlPort = Ports.free();
        writeConfiguration(account, settings);
        process =
                CapturedProcess.start(
                        directory,
                        "baresip",
                        List.of("baresip", "-4", "-s", "-f", directory.toString()));
        control = connect();
        Thread.ofVirtual().start(this::readEvents);
    }

    /**
     * Starts a phone.
     *
     * @param account address and parameters as baresip's accounts file wants them
     * @param settings further lines of its config file
     */
    static BaresipPhone start(final Path directory, final String account, final String settings) {
        return new BaresipPhone(directory, account, settings);
    }

    BaresipPhone dial(final String uri) {
        return command("dial", uri);
    }

    BaresipPhone accept() {
        return command("accept", "");
    }

    BaresipPhone hangUp() {
        return command("hangup", "");
    }

    BaresipPhone hold() {
        return command("hold", "");
    }

    BaresipPhone resume() {
        return command("resume", "");
    }

    /** The next event of this type that was not taken yet; those before it are passed over. */
    String awaitEvent(final String type) {
        await().pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE)
                .failFast(process::assertAlive)
                .untilAsserted(
                        () -> {
                            if (events.stream()
                                    .skip(takenEvents)
                                    .noneMatch(event -> isA(event, type))) {
                                throw new AssertionError(
                                        "no " + type + " in " + events + "\n" + process.out());
                            }
                        });
        for (int index = takenEvents; index < events.size(); index++) {
            if (isA(events.get(index), type)) {
                takenEvents = index + 1;
                return events.get(index);
            }
        }
        throw new IllegalStateException("an event is gone");
    }

    /**
     * Waits for a response to a method to arrive. Events of the first registration may come before
     * the control connection stands, so that one is awaited in the SIP trace.
     */
    SipText awaitResponse(final String method, final int status) {
        return awaitReceived(
                message -> message.status() == status && message.cseqMethod().equals(method));
    }

    /** Waits until a message that fits has arrived; the first one counts. */
    SipText awaitReceived(final Predicate<SipText> fits) {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .failFast(process::assertAlive)
                .untilAsserted(
                        () -> {
                            if (received().stream().noneMatch(fits)) {
                                throw new AssertionError("not received:\n" + log());
                            }
                        });
        return received().stream().filter(fits).findFirst().orElseThrow();
    }

    /** Every SIP message that this phone sent, in order. */
    List<SipText> sent() {
        return trace(":" + sipPort, true);
    }

    /** Every SIP message that this phone received, in order. */
    List<SipText> received() {
        return trace(":" + sipPort, false);
    }

    /** Waits for sound of the other phone to arrive: media go from phone to phone. */
    void awaitSound() {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .failFast(process::assertAlive)
                .until(() -> log().contains("incoming rtp for 'audio' established"));
    }

    String log() {
        return process.out();
    }

    @Override
    public void close() {
        try {
            control.close();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            process.close();
        }
    }

    private static boolean isA(final String event, final String type) {
        final Matcher matcher = TYPE.matcher(event);
        return matcher.find() && matcher.group(1).equals(type);
    }

    private List<SipText> trace(final String port, final boolean sent) {
        final List<SipText> messages = new ArrayList<>();
        final Matcher matcher = TRACE.matcher(process.out());
        while (matcher.find()) {
            // On TCP the local port is not the listening one: what is not to us is from us.
            final boolean fromHere = matcher.group(2).endsWith(port);
            final boolean toHere = matcher.group(3).endsWith(port);
            if (sent ? fromHere : toHere) {
                messages.add(new SipText(matcher.group(4)));
            }
        }
        return messages;
    }

    private BaresipPhone command(final String name, final String parameters) {
        final String json =
                "{\"command\":\"" + name + "\",\"params\":\"" + parameters + "\",\"token\":\"t\"}";
        try {
            control.getOutputStream()
                    .write((json.length() + ":" + json + ",").getBytes(StandardCharsets.UTF_8));
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return this;
    }

    private Socket connect() {
        return await().pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .failFast(process::assertAlive)
                .ignoreExceptions()
                .until(
                        () -> new Socket(InetAddress.getLoopbackAddress(), controlPort),
                        Socket::isConnected);
    }

    private void readEvents() {
        try {
            final InputStream in = control.getInputStream();
            while (true) {
                final StringBuilder length = new StringBuilder();
                int next = in.read();
                while (next >= 0 && next != ':') {
                    length.append((char) next);
                    next = in.read();
                }
                if (next < 0) {
                    return;
                }
                final byte[] json = in.readNBytes(Integer.parseInt(length.toString()));
                in.skipNBytes(1);
                events.add(new String(json, StandardCharsets.UTF_8));
            }
        } catch (final IOException closed) {
            return;
        }
    }

    private void writeConfiguration(final String account, final String settings) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("accounts"), account + "\n");
            Files.writeString(directory.resolve("contacts"), "");
            Files.write(directory.resolve("tone.wav"), Tone.wav());
            Files.writeString(
                    directory.resolve("config"),
                    Scenarios.text("02-two-phones", "baresip.config")
                                    .replace("@SIP@", "127.0.0.1:" + sipPort)
                                    .replace("@CONTROL@", "127.0.0.1:" + controlPort)
                                    .replace("@DIRECTORY@", directory.toString())
                                    .replace("@MODULES@", modules().toString())
                            + settings
                            + "\n");
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path modules() {
        return Stream.of("/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules")
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("baresip's modules are not found"));
    }
}
