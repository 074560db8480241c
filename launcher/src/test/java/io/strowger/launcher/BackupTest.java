// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.launcher.RunningProcess.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a real database, taken while it is served, and put back. */
class BackupTest {
    @TempDir Path directory = Path.of("");
    private Path data = Path.of("");
    private Path backup = Path.of("");

    @BeforeEach
    void paths() {
        data = directory.resolve("data");
        backup = directory.resolve("monday");
    }

    private StrowgerProcess start() throws CommandFailure {
        return StrowgerProcess.start(
                RunningProcess.config(data, "sip.listen=[udp:127.0.0.1:0]"), new EmbeddedParts());
    }

    private static Result ask(StrowgerProcess process, String... arguments) {
        return RunningProcess.run(
                Stream.concat(
                                Stream.of(arguments),
                                Stream.of("--url", "http://127.0.0.1:" + process.httpPort()))
                        .toArray(String[]::new));
    }

    private static void add(StrowgerProcess process, String aor) {
        assertThat(ask(process, "binding", "add", aor, "sip:a@192.0.2.1").code()).isZero();
    }

    private static boolean has(StrowgerProcess process, String aor) {
        return ask(process, "binding", "show", aor).code() == 0;
    }

    private Result restore(String... more) {
        return RunningProcess.run(
                Stream.concat(
                                Stream.of("restore", backup.toString(), "--set", "data=" + data),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private static Object birthDate(StrowgerProcess process) {
        return process.status().replicas().getFirst().state().birthDate();
    }

    /** A database with alice in the backup, and bob who came later. */
    private Object backUpAliceThenAddBob() throws CommandFailure {
        try (StrowgerProcess process = start()) {
            add(process, "alice@example.org");
            Result taken = ask(process, "backup", backup.toString());
            assertThat(taken.err()).isEmpty();
            assertThat(taken.out()).contains("records at level").contains("checked");
            add(process, "bob@example.org");
            return birthDate(process);
        }
    }

    @Test
    void whatIsPutBackIsTheDatabaseOfThenUnderAnotherBirthDate() throws Exception {
        Object before = backUpAliceThenAddBob();

        Result restored = restore("--replace");

        assertThat(restored.err()).isEmpty();
        assertThat(permissions(backup)).isEqualTo("rw-------");
        assertThat(permissions(data.resolve("location/data.mdb"))).isEqualTo("rw-------");
        assertThat(restored.out()).contains("restored").contains("before-restore-");
        try (StrowgerProcess process = start()) {
            assertThat(has(process, "alice@example.org")).isTrue();
            assertThat(has(process, "bob@example.org")).isFalse();
            assertThat(birthDate(process)).isNotEqualTo(before);
            add(process, "carol@example.org");
        }
        try (StrowgerProcess process = start()) {
            assertThat(has(process, "alice@example.org")).isTrue();
            assertThat(has(process, "carol@example.org")).isTrue();
        }
    }

    private static String permissions(Path of) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(of));
    }

    @Test
    void aBackupCanBePutIntoAnEmptyDirectory() throws Exception {
        backUpAliceThenAddBob();
        data = directory.resolve("elsewhere");

        assertThat(restore().code()).isZero();

        try (StrowgerProcess process = start()) {
            assertThat(has(process, "alice@example.org")).isTrue();
        }
    }

    @Test
    void anOlderCopyUnderTheLogThatGoesOnIsBroughtUpByIt() throws Exception {
        backUpAliceThenAddBob();
        Files.copy(
                backup,
                Files.createDirectory(directory.resolve("older")).resolve(LocationFiles.DATA_FILE));
        LocationFiles.remove(data.resolve(LocationFiles.DATABASE));
        Files.move(directory.resolve("older"), data.resolve(LocationFiles.DATABASE));

        try (StrowgerProcess process = start()) {
            assertThat(has(process, "alice@example.org")).isTrue();
            assertThat(has(process, "bob@example.org")).isTrue();
        }
    }

    @Test
    void theLogOfBeforeIsRefusedWithWhatWasPutBack() throws Exception {
        backUpAliceThenAddBob();
        assertThat(restore("--replace").code()).isZero();
        Files.move(aside().resolve(LocationFiles.LOG), data.resolve(LocationFiles.LOG));

        assertThatThrownBy(this::start)
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("restore the files that belong together");
    }

    private Path aside() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            List<Path> found =
                    files.filter(each -> each.toString().contains("before-restore-")).toList();
            assertThat(found).hasSize(1);
            return found.getFirst();
        }
    }

    @Test
    void nothingIsReplacedUnasked() throws Exception {
        backUpAliceThenAddBob();

        assertThat(restore().err()).contains("--replace moves it aside");
        try (StrowgerProcess process = start()) {
            assertThat(has(process, "bob@example.org")).isTrue();
            assertThat(ask(process, "backup", backup.toString()).err())
                    .contains("--replace writes over it");
            assertThat(ask(process, "backup", backup.toString(), "--replace").code()).isZero();
            assertThat(restore("--replace").err()).contains("is in use by process");
        }
        assertThat(directory.resolve("monday.part")).doesNotExist();
        assertThat(data.resolve("backup.part")).doesNotExist();
    }

    @Test
    void aDamagedBackupIsNotPutBack() throws Exception {
        backUpAliceThenAddBob();
        byte[] bytes = Files.readAllBytes(backup);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.indexOf("sip:a@192.0.2.1")] ^= 1;
        Files.write(backup, bytes);

        assertThat(restore("--replace").err()).contains("is damaged (").contains("wrong checksum");

        assertThat(data.resolve(LocationFiles.RESTORING)).doesNotExist();
        try (StrowgerProcess process = start()) {
            assertThat(has(process, "bob@example.org")).isTrue();
        }
    }

    @Test
    void whatIsNoBackupIsNotPutBack() throws Exception {
        Files.write(backup, new byte[0]);
        assertThat(restore().err()).contains("holds no location database");

        Files.writeString(backup, "a text that has nothing to do with it\n".repeat(1_000));
        assertThat(restore().err()).contains("cannot be used");

        Files.delete(backup);
        assertThat(restore().err()).contains("there is no file");
    }

    @Test
    void aRestoreThatWasInterruptedIsNotTakenForAnEmptyDatabase() throws Exception {
        Files.createDirectories(data.resolve(LocationFiles.RESTORING));

        assertThatThrownBy(this::start)
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("a restore was interrupted");
    }
}
