// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Brings LMDB's shared library from the class path to a file, which is what the operating system loads. It goes to the
 * user's cache directory under a name made of its checksum, so it is written once and another version never meets it.
 */
final class LmdbLibrary {
    private static volatile @Nullable Path file;

    private LmdbLibrary() {}

    /** Makes sure that the library is there. */
    static void load() throws StoreOpenFailure {
        if (file == null) {
            final String resource = "/org/lmdbjava/native/" + platform();
            try (InputStream in = LmdbLibrary.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new StoreOpenFailure(
                            "location database: no LMDB library for this platform ("
                                    + platform()
                                    + "); run on Linux or macOS, x86_64 or aarch64");
                }
                file = extract(in.readAllBytes());
            } catch (final IOException e) {
                throw new StoreOpenFailure("location database: cannot read " + resource + ": " + e);
            }
        }
    }

    /** The library's file, after {@link #load()}. */
    static Path file() {
        final Path loaded = file;
        if (loaded == null) {
            throw new IllegalStateException("LmdbLibrary.load() comes first");
        }
        return loaded;
    }

    private static String platform() {
        final String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        final String arch = System.getProperty("os.arch", "");
        final String cpu = arch.equals("aarch64") || arch.equals("arm64") ? "aarch64" : "x86_64";
        if (os.startsWith("mac")) {
            return cpu + "-macos-none.so";
        }
        final boolean isMusl = Files.exists(Path.of("/lib/ld-musl-" + cpu + ".so.1"));
        return cpu + (isMusl ? "-linux-musl.so" : "-linux-gnu.so");
    }

    private static Path extract(final byte[] bytes) throws StoreOpenFailure {
        final CRC32C crc = new CRC32C();
        crc.update(bytes);
        final String name = String.format("lmdb-%08x.so", crc.getValue());
        IOException last = new IOException("no directory to try");
        for (final Path directory : directories()) {
            try {
                return extractTo(directory, name, bytes);
            } catch (final IOException e) {
                last = e;
            }
        }
        throw new StoreOpenFailure(
                "location database: cannot write the LMDB library to any of "
                        + directories()
                        + " ("
                        + last
                        + "); set XDG_CACHE_HOME to a directory that is writable");
    }

    private static Path extractTo(final Path directory, final String name, final byte[] bytes)
            throws IOException {
        Files.createDirectories(directory);
        final Path target = directory.resolve(name);
        if (Files.exists(target) && Arrays.equals(Files.readAllBytes(target), bytes)) {
            return target;
        }
        final Path part = Files.createTempFile(directory, name, ".part");
        Files.write(part, bytes);
        return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<Path> directories() {
        final String cache = System.getenv("XDG_CACHE_HOME");
        final Path home = Path.of(System.getProperty("user.home", "."));
        final Path first =
                cache == null || cache.isEmpty() ? home.resolve(".cache") : Path.of(cache);
        final String user = System.getProperty("user.name", "user");
        final Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        return List.of(first.resolve("strowger"), temporary.resolve("strowger-" + user));
    }
}
