// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is written down about a card, so that a later supervisor finds it.
 *
 * @param process that runs in the place
 * @param starts how often one was started there
 * @param command that was started, by its hash
 */
record CardRecord(RunningCard process, int starts, int command) {
    private static final String SUFFIX = ".card";

    static Path file(Path data) {
        return data.resolveSibling(data.getFileName() + SUFFIX);
    }

    /** The place that a file is about, null when it is no such file. */
    static @Nullable String place(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : null;
    }

    /** Writes it so that there is never half of it. */
    void write(Path file) throws IOException {
        String text =
                "pid %d%nstart %d%nboot %s%nstarts %d%ncommand %d%n"
                        .formatted(process.pid(), process.start(), process.boot(), starts, command);
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(written, text);
        Files.move(
                written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What a file says, null when there is none or it is damaged. */
    static @Nullable CardRecord read(Path file) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            Map<String, String> fields =
                    lines.map(line -> line.split(" ", 2))
                            .filter(words -> words.length == 2)
                            .collect(Collectors.toMap(words -> words[0], words -> words[1]));
            return new CardRecord(
                    new RunningCard(
                            Long.parseLong(fields.getOrDefault("pid", "")),
                            Long.parseLong(fields.getOrDefault("start", "")),
                            fields.getOrDefault("boot", "")),
                    Integer.parseInt(fields.getOrDefault("starts", "")),
                    Integer.parseInt(fields.getOrDefault("command", "")));
        } catch (IOException | RuntimeException unusable) {
            return null;
        }
    }

    /** The process that has a place now, null when there is none. */
    static @Nullable CardRecord found(CardPlan plan) {
        CardRecord written = read(file(plan.data()));
        if (written != null && written.process().isAlive()) {
            return written;
        }
        // A supervisor that died between the start of a card and this record: the card has its
        // directory all the same.
        RunningCard holder = holder(plan.data().resolve(CardPlan.LOCK));
        return holder == null
                ? null
                : new CardRecord(holder, written == null ? 1 : written.starts() + 1, 0);
    }

    /** Who has the lock of a directory. */
    private static @Nullable RunningCard holder(Path lock) {
        if (!Files.exists(lock)) {
            return null;
        }
        try (FileChannel channel =
                        FileChannel.open(lock, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            return free != null
                    ? null
                    : RunningCard.of(Long.parseLong(Files.readString(lock).strip()));
        } catch (IOException | RuntimeException unreadable) {
            return null;
        }
    }
}
