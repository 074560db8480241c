// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.location.DatabaseState;
import io.strowger.management.JsonText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code strowger backup}. The file appears under its name only when all of it has been read and found right. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Takes a copy of the location database of a running process: users, numbers, bindings,"
                    + " domains and secrets as they are at one level.",
            "The copy is checked before it gets its name. It holds credentials: keep it like them."
        },
        footer = {
            "",
            "Examples:",
            "  strowger backup /var/backups/strowger-monday",
            "  strowger restore /var/backups/strowger-monday     with the process stopped"
        })
final class BackupCommand implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin ServerOptions server;

    @Parameters(paramLabel = "FILE", description = "Where to.")
    Path file;

    @Option(names = "--replace", description = "Write over a file that exists.")
    boolean replace;

    @Override
    public Integer call() throws CommandFailure {
        if (Files.exists(file) && !replace) {
            throw new CommandFailure(file + " exists already; --replace writes over it");
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            LocationFiles.remove(part);
            LocationFiles.createPrivate(part);
            Path copy = part.resolve(LocationFiles.DATA_FILE);
            server.client().download("/api/v1/backup", copy);
            LocationFiles.makePrivate(copy);
            DatabaseState state = check(part);
            Files.move(
                    copy,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            LocationFiles.force(file.toAbsolutePath().getParent());
            show(state);
            return 0;
        } catch (IOException fault) {
            throw new CommandFailure("cannot write " + file + ": " + fault);
        } finally {
            removeQuietly(part);
        }
    }

    /** Closing the database brings the file to the disk. */
    private DatabaseState check(Path part) throws CommandFailure {
        try (LoneDatabase database = LoneDatabase.verified(part, "the copy")) {
            return database.state();
        }
    }

    private static void removeQuietly(Path part) {
        try {
            LocationFiles.remove(part);
        } catch (IOException left) {
            System.getLogger("strowger.launcher").log(System.Logger.Level.DEBUG, "remove", left);
        }
    }

    private void show(DatabaseState state) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (server.json) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("file", file.toString());
            fields.put("bytes", Files.size(file));
            fields.put("birthDate", Long.toString(state.birthDate()));
            fields.put("level", state.level());
            fields.put("records", state.recordCount());
            out.println(JsonText.write(fields));
        } else {
            out.println(
                    "%s: %,d records at level %d of database %d, %,d bytes, checked"
                            .formatted(
                                    file,
                                    state.recordCount(),
                                    state.level(),
                                    state.birthDate(),
                                    Files.size(file)));
        }
    }
}
