// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import io.strowger.virtual.address.VirtualAddress;
import io.strowger.virtual.address.VirtualAddressConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A process on a host of a test that keeps an address as a switch does: {@code active TERM}, {@code standby} and
 * {@code silent} (it confirms no more, as a switch whose thread hangs) on its stdin.
 */
final class AddressHolder implements AutoCloseable {
    private static final long SILENT = 0;
    private static final long STANDBY = -1;
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Process process;

    private AddressHolder(final Process process) {
        this.process = process;
    }

    static AddressHolder start(
            final Network network, final int host, final String address, final int prefix) {
        final List<String> java = new ArrayList<>();
        java.add(ProcessHandle.current().info().command().orElseThrow());
        java.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx64m", "-cp"));
        java.add(System.getProperty("java.class.path"));
        java.addAll(
                List.of(AddressHolder.class.getName(), "eth0", address, String.valueOf(prefix)));
        try {
            return new AddressHolder(
                    new ProcessBuilder(network.on(host, java))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void tell(final String line) {
        try {
            final Writer in = process.outputWriter(StandardCharsets.US_ASCII);
            in.append(line).append('\n').flush();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void kill() {
        process.destroyForcibly();
        end();
    }

    void signal(final String name) {
        final List<String> command = List.of("kill", "-" + name, String.valueOf(process.pid()));
        if (Network.run(command).exit() != 0) {
            throw new AssertionError(command);
        }
    }

    private void end() {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** As an operator ends it. */
    @Override
    public void close() {
        try {
            process.outputWriter(StandardCharsets.US_ASCII).close();
        } catch (final IOException ended) {
            process.destroyForcibly();
        }
        end();
    }

    /** The process itself: interface, address, prefix length. */
    public static void main(final String[] arguments) throws IOException {
        final var config =
                new VirtualAddressConfig(
                        InetAddress.getByName(arguments[1]),
                        Integer.parseInt(arguments[2]),
                        arguments[0],
                        List.of());
        final BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        try (VirtualAddress address = VirtualAddress.launch(config)) {
            final AtomicLong term = new AtomicLong();
            Thread.ofPlatform().daemon().start(() -> confirm(address, term));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                final long other = line.equals("standby") ? STANDBY : SILENT;
                term.set(line.startsWith("active ") ? Long.parseLong(line.substring(7)) : other);
            }
            term.set(SILENT);
        }
    }

    /** The thread that switches. */
    private static void confirm(final VirtualAddress address, final AtomicLong term) {
        while (true) {
            final long held = term.get();
            if (held > 0) {
                address.confirm(held, System.nanoTime());
            } else if (held == STANDBY) {
                address.standby();
            }
            LockSupport.parkNanos(TURN_NANOS);
        }
    }
}
