// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.location.DatabaseState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code strowger restore}. The database that is put back gets a new birth date: its levels will be given out a second
 * time, to other changes, and no replica or log of before may take the ones for the others.
 */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Puts a backup in the place of the location database. The process must be stopped.",
            "What was changed after the backup is not in it. Other replicas load themselves anew."
        },
        footer = {
            "",
            "Examples:",
            "  strowger restore /var/backups/strowger-monday --replace",
            "  strowger restore strowger-monday --set data=/srv/strowger"
        })
final class RestoreCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    @Spec CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "What 'strowger backup' wrote.")
    Path file;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration in YAML.")
    @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Laid over the file; the value is read as YAML; repeatable.")
    List<String> settings = List.of();

    @Option(
            names = "--replace",
            description = "Move a database that is there aside, with its log; it is kept.")
    boolean replace;

    @Override
    public Integer call() throws CommandFailure {
        if (!Files.isRegularFile(file)) {
            throw new CommandFailure("there is no file " + file);
        }
        Path data = ConfigCommand.load(config, settings).config().data();
        try (DataDirectory _ = DataDirectory.take(data)) {
            List<Path> present = present(data);
            if (!present.isEmpty() && !replace) {
                throw new CommandFailure(
                        present.getFirst() + " exists; --replace moves it aside, with its log");
            }
            DatabaseState state = prepare(data);
            Path aside = moveAside(present, data);
            Files.move(data.resolve(LocationFiles.RESTORING), data.resolve(LocationFiles.DATABASE));
            LocationFiles.force(data);
            show(state, aside);
            return 0;
        } catch (IOException fault) {
            throw new CommandFailure("cannot restore in " + data + ": " + fault);
        }
    }

    private static List<Path> present(Path data) {
        // The log first: a database without its log goes on as it is, a log without its database is
        // refused. So whatever an interruption leaves, nothing is served that is not whole.
        return List.of(LocationFiles.LOG, LocationFiles.DATABASE).stream()
                .map(data::resolve)
                .filter(Files::exists)
                .toList();
    }

    /** A checked copy of the backup with a birth date of its own, on the disk, beside what is there. */
    private DatabaseState prepare(Path data) throws IOException, CommandFailure {
        Path restoring = data.resolve(LocationFiles.RESTORING);
        LocationFiles.remove(restoring);
        LocationFiles.createPrivate(restoring);
        Path copy = Files.copy(file, restoring.resolve(LocationFiles.DATA_FILE));
        LocationFiles.makePrivate(copy);
        try (LoneDatabase database = LoneDatabase.verified(restoring, file.toString())) {
            database.beginAnew(
                    DatabaseState.birthDate(
                            System.currentTimeMillis(), new SecureRandom().nextLong()));
            return database.state();
        } catch (CommandFailure unusable) {
            LocationFiles.remove(restoring);
            throw unusable;
        }
    }

    private static @Nullable Path moveAside(List<Path> present, Path data) throws IOException {
        if (present.isEmpty()) {
            return null;
        }
        Path aside = data.resolve("before-restore-" + TIME.format(Instant.now()));
        Files.createDirectory(aside);
        for (Path old : present) {
            Files.move(old, aside.resolve(old.getFileName()));
        }
        return aside;
    }

    private void show(DatabaseState state, @Nullable Path aside) {
        spec.commandLine()
                .getOut()
                .println(
                        "restored %,d records at level %d, from now on database %d%s"
                                .formatted(
                                        state.recordCount(),
                                        state.level(),
                                        state.birthDate(),
                                        aside == null ? "" : "; what was there is in " + aside));
    }
}
