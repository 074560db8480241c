// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.launcher.RunningProcess.Result;
import io.strowger.location.RecordTable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
    private static final int USERS = 45_000;

    @TempDir Path directory;
    private RunningProcess running;

    @BeforeEach
    void start() throws CommandFailure {
        running = new RunningProcess(directory.resolve("data"));
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private Path csv(int users) throws Exception {
        StringBuilder csv = new StringBuilder("aor,ha1.md5\n");
        for (int i = 0; i < users; i++) {
            csv.append("user").append(i).append("@example.org,939e7578ed9e3c518a452acee763bce9\n");
        }
        return Files.writeString(directory.resolve("users.csv"), csv);
    }

    private int count(RecordTable table) {
        return running.sides.list(table, null, Integer.MAX_VALUE).size();
    }

    @Test
    void aLargeFileGoesInChunksThatAllHaveTheHeader() throws Exception {
        Path file = csv(USERS);
        Result result = running.command("import", file.toString());
        assertThat(result.err()).startsWith("44 %  20,000 lines").doesNotContain("\r");
        assertThat(result.out())
                .isEqualTo("45,001 lines: 45,000 records committed, 0 lines refused\n");
        assertThat(result.code()).isZero();
        assertThat(count(RecordTable.USER)).isEqualTo(USERS);
        assertThat(ImportProgress.sideFile(file)).doesNotExist();
    }

    @Test
    void refusedLinesAreNamedWithTheirNumbersInTheFile() throws Exception {
        Path file = csv(25_000);
        Files.writeString(
                file,
                Files.readString(file) + "nobody,939e7578ed9e3c518a452acee763bce9\nx@y.z,12\n");
        Result result = running.command("import", file.toString(), "--json");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains(file + ":25002: 'aor' is not an address-of-record")
                .contains(file + ":25003: 'ha1.md5' is not 32 hexadecimal digits");
        assertThat(result.out())
                .contains("\"lines\":25003")
                .contains("\"committed\":25000,\"failed\":2}");
    }

    @Test
    void anInterruptedImportGoesOnBehindWhatWasAcknowledged() throws Exception {
        Path file = csv(USERS);
        interruptAfterFirstChunk(file);

        Result result = running.command("import", file.toString());

        assertThat(result.err()).startsWith("going on after line 20000 (--restart begins again)\n");
        assertThat(result.out())
                .isEqualTo("45,001 lines: 45,000 records committed, 0 lines refused\n");
        assertThat(running.sides.submitted).hasValue(USERS - 19_999);
        assertThat(ImportProgress.sideFile(file)).doesNotExist();
    }

    @Test
    void aFileThatWasCorrectedBehindThatPointGoesOnAsWell() throws Exception {
        Path file = csv(USERS);
        interruptAfterFirstChunk(file);
        Files.writeString(
                file,
                Files.readString(file) + "late@example.org,939e7578ed9e3c518a452acee763bce9\n");
        assertThat(running.command("import", file.toString()).err())
                .startsWith("going on after line 20000");
    }

    @Test
    void aFileThatWasChangedBeforeThatPointBeginsAgain() throws Exception {
        Path file = csv(USERS);
        interruptAfterFirstChunk(file);
        Files.writeString(file, Files.readString(file).replaceFirst("user0@", "user-@"));
        Result result = running.command("import", file.toString());
        assertThat(result.err()).doesNotContain("going on");
        assertThat(running.sides.submitted).hasValue(USERS);
    }

    @Test
    void restartBeginsAgain() throws Exception {
        Path file = csv(USERS);
        interruptAfterFirstChunk(file);
        running.command("import", file.toString(), "--restart");
        assertThat(running.sides.submitted).hasValue(USERS);
    }

    /** Leaves what a run that was killed after its first chunk leaves. */
    private static void interruptAfterFirstChunk(Path file) throws Exception {
        byte[] all = Files.readAllBytes(file);
        int lines = 0;
        int at = 0;
        while (lines < ImportSource.CHUNK_LINES) {
            lines += all[at++] == '\n' ? 1 : 0;
        }
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(all, 0, at);
        new ImportProgress(at, lines, HexFormat.of().formatHex(digest.digest()), lines - 1, 0)
                .save(file);
    }

    @Test
    void aDamagedSideFileIsIgnored() throws Exception {
        Path file = csv(10);
        for (String damage :
                new String[] {
                    "", "{", "{}", "{\"bytes\":-1}", "{\"bytes\":\"x\",\"lines\":1}", "[1]"
                }) {
            Files.writeString(ImportProgress.sideFile(file), damage);
            assertThat(ImportProgress.load(file)).as(damage).isEqualTo(ImportProgress.NONE);
        }
        assertThat(running.command("import", file.toString()).code()).isZero();
    }

    @Test
    void linesOfAKeyHoldInTheirOrder() throws Exception {
        Path file = directory.resolve("domains.ndjson");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            lines.append("{\"name\":\"example.org\",\"service\":\"")
                    .append(i % 2 == 0 ? "proxy" : "redirect")
                    .append("\"}\n");
        }
        Files.writeString(file, lines.substring(0, lines.length() - 1));
        assertThat(running.command("import", file.toString()).out())
                .startsWith("3,000 lines: 3,000 records");
        assertThat(running.command("domain", "show", "example.org").out()).contains("redirect");
    }

    @Test
    void filesThatCannotBeImportedAreNamed() throws Exception {
        Path unknown = Files.writeString(directory.resolve("users.txt"), "x");
        assertThat(running.command("import", unknown.toString()))
                .isEqualTo(
                        new Result(2, "", "strowger: is users.txt CSV or NDJSON? Use --format.\n"));
        assertThat(running.command("import", "/nonexistent/u.csv").err())
                .startsWith("strowger: cannot read /nonexistent/u.csv");
        Path empty = Files.writeString(directory.resolve("empty.csv"), "");
        assertThat(running.command("import", empty.toString()).out())
                .isEqualTo("0 lines: 0 records committed, 0 lines refused\n");
    }

    @Test
    void theBarFitsTheTerminalAndMovesWithTheBytes() {
        StringWriter text = new StringWriter();
        ProgressDisplay display = new ProgressDisplay(new PrintWriter(text, true), true, 80);
        display.show(new ImportProgress(0, 0, "", 0, 0), 1000, 0);
        display.show(new ImportProgress(500, 10, "", 10, 0), 1000, 50_000_000);
        display.show(new ImportProgress(500, 10, "", 10, 0), 1000, 1_000_000_000);
        display.end();
        String[] shown = text.toString().split("\r", -1);
        assertThat(shown).hasSize(3);
        assertThat(shown[2].strip())
                .hasSizeLessThan(80)
                .startsWith("[####")
                .contains("....]")
                .endsWith(" 50 %  10 lines, 10/s  1 s left");
    }
}
