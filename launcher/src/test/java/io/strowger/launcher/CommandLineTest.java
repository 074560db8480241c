// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.launcher.RunningProcess.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
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

    @Test
    void aUserIsAddedShownListedAndRemoved() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "secret\n");
        Result added =
                running.command(
                        "user",
                        "add",
                        "alice@Example.org",
                        "--password-file",
                        password.toString(),
                        "--may-call-out",
                        "--display-name",
                        "Alice");
        assertThat(added).isEqualTo(new Result(0, "added alice@example.org (level 1)\n", ""));

        Result shown = running.command("user", "show", "alice@example.org");
        assertThat(shown.out())
                .isEqualTo(
                        """
                        aor:         alice@example.org
                        displayName: Alice
                        enabled:     true
                        mayCallOut:  true
                        service:     none
                        realm:       example.org
                        algorithms:  md5, sha-256
                        level:       1
                        """);
        assertThat(running.command("user", "show", "alice@example.org", "--json").out())
                .startsWith("{\"aor\":\"alice@example.org\"");
        assertThat(running.command("user", "list").out())
                .isEqualTo(
                        "alice@example.org  displayName=Alice  mayCallOut=true  realm=example.org  algorithms=md5, sha-256\n");
        assertThat(running.command("user", "remove", "alice@example.org").out())
                .isEqualTo("removed alice@example.org (level 2)\n");
        assertThat(running.command("user", "show", "alice@example.org"))
                .isEqualTo(new Result(1, "", "strowger: no user alice@example.org\n"));
    }

    @Test
    void whatExistsIsOnlyReplacedOnDemand() {
        assertThat(running.command("domain", "add", "example.org").code()).isZero();
        assertThat(running.command("domain", "add", "example.org"))
                .isEqualTo(
                        new Result(
                                1,
                                "",
                                "strowger: example.org exists already; --replace writes over it\n"));
        assertThat(
                        running.command(
                                        "domain",
                                        "add",
                                        "example.org",
                                        "--replace",
                                        "--service",
                                        "redirect")
                                .out())
                .isEqualTo("written example.org (level 2)\n");
        assertThat(running.command("domain", "show", "example.org").out())
                .contains("service: redirect");
    }

    @Test
    void numbersAndBindingsAreWrittenAsTheExamplesSay() {
        assertThat(
                        running.command(
                                        "number",
                                        "add",
                                        "prefix:+49",
                                        "--target",
                                        "sip:gw1@example.net|0|3",
                                        "--target",
                                        "sip:gw2@example.net")
                                .code())
                .isZero();
        assertThat(running.command("number", "show", "prefix:+49").out())
                .contains("  - sip:gw1@example.net priority=0 weight=3");
        assertThat(
                        running.command(
                                        "binding",
                                        "add",
                                        "door@example.org",
                                        "sip:door@10.0.0.9:5060",
                                        "--expires",
                                        "60",
                                        "--q",
                                        "0.5")
                                .code())
                .isZero();
        assertThat(running.command("binding", "list").out())
                .startsWith("door@example.org  bindings=sip:door@10.0.0.9:5060 q=0.5 ");
    }

    @Test
    void listsGoOverAllPages() {
        for (int i = 0; i < 1205; i++) {
            running.command("domain", "add", "d%04d.example".formatted(i));
        }
        assertThat(running.command("domain", "list").out().lines()).hasSize(1205);
        assertThat(running.command("domain", "list", "--limit", "1100", "--json").out().lines())
                .hasSize(1100);
        assertThat(
                        running.command("domain", "list", "--after", "d1199.example")
                                .out()
                                .lines()
                                .toList())
                .containsExactly(
                        "d1200.example",
                        "d1201.example",
                        "d1202.example",
                        "d1203.example",
                        "d1204.example");
    }

    @Test
    void statusShowsReplicasAndFigures() {
        Result status = running.command("status");
        assertThat(status.out())
                .contains("strowger development: ready, up 0m0")
                .contains("0.0 calls/s, 0 transactions, 2 connections")
                .contains(
                        "0                active              80740352                      0 00000000000000010000000000000002 true            0        0  none");
        assertThat(running.command("status", "--json").out())
                .startsWith("{\"version\":\"development\",\"replicas\":[{\"id\":\"0\"");
    }

    @Test
    void withoutAProcessTheErrorSaysWhatToDo() {
        Result result = RunningProcess.run("user", "list", "--url", "http://127.0.0.1:1");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo(
                        "strowger: cannot reach http://127.0.0.1:1 (Connection refused); is 'strowger run' running there? See --url.\n");
        assertThat(RunningProcess.run("user", "list", "--url", "ftp://x"))
                .isEqualTo(
                        new Result(
                                2,
                                "",
                                "strowger: 'ftp://x' is no URL such as http://127.0.0.1:8080\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    user                        | Missing required subcommand
                    user add                    | Missing required parameter: 'ADDRESS'
                    user add a@b.c --pasword    | Unknown option: '--pasword'
                    number add 12               | Missing required option: '--target=URI
                    nonsense                    | Unmatched argument at index 0: 'nonsense'
                    run --set                   | Missing required parameter for option '--set'
                    """)
    void wrongCallsEndWithCodeTwoAndOneLineThatHelps(String arguments, String problem) {
        Result result = RunningProcess.run(arguments.split(" ", -1));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err().lines().toList()).hasSize(2);
        assertThat(result.err()).startsWith("strowger: " + problem).contains("--help'.");
    }

    @Test
    void passwordsAreNeverArguments() {
        for (List<String> path : List.of(List.of("user", "add"))) {
            CommandLine line = Main.commandLine(path);
            for (String name : path) {
                line = line.getSubcommands().get(name);
            }
            assertThat(line.getCommandSpec().optionsMap()).doesNotContainKeys("--password", "-p");
        }
        Result result = running.command("user", "add", "a@b.c");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("--password-file, STROWGER_PASSWORD or --no-password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "user",
                "user add",
                "number",
                "number add",
                "binding add",
                "domain add",
                "import",
                "status",
                "config",
                "config check",
                "user list",
                "chassis",
                "chassis restart"
            })
    void everyCommandExplainsItself(String command) {
        String[] arguments = (command + " --help").strip().split(" ", -1);
        Result result = RunningProcess.run(arguments);
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .startsWith("Usage: strowger")
                .doesNotContain("rehearse")
                .doesNotContain("\u001b");
    }

    @Test
    void configCheckAnswersLikeAStart() throws Exception {
        Path file = Files.writeString(directory.resolve("s.yaml"), "sip:\n  servce: proxy\n");
        assertThat(RunningProcess.run("config", "check", file.toString()))
                .isEqualTo(
                        new Result(
                                2,
                                "",
                                "strowger: "
                                        + file
                                        + ":2: sip.servce: unknown key; expected perhaps 'service'\n"));
        assertThat(RunningProcess.run("run", "--config", file.toString()).code()).isEqualTo(2);
        assertThat(RunningProcess.run("config", "check", "--set", "sip.service=redirect").out())
                .contains("service: redirect")
                .contains("# --set sip.service=redirect");
    }
}
