// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.ConfigurationLoader;
import io.strowger.configuration.ConfigurationOutcome;
import io.strowger.configuration.StrowgerConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** A whole process over sides in memory, and a command line that talks to it. */
final class RunningProcess implements AutoCloseable {
    final InMemorySides sides = new InMemorySides();
    final StrowgerProcess process;

    RunningProcess(Path data) throws CommandFailure {
        process = StrowgerProcess.start(config(data), sides);
    }

    static StrowgerConfig config(Path data, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("management.http=127.0.0.1:0");
        all.add("data=" + data);
        return switch (ConfigurationLoader.load(null, all)) {
            case ConfigurationOutcome.Accepted accepted -> accepted.config();
            case ConfigurationOutcome.Refused refused -> throw new AssertionError(refused);
        };
    }

    /** What a command answered. */
    record Result(int code, String out, String err) {}

    Result command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--url");
        all.add("http://127.0.0.1:" + process.httpPort());
        return run(all.toArray(String[]::new));
    }

    static Result run(String... arguments) {
        CommandLine line = Main.commandLine(List.of(arguments));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return new Result(line.execute(arguments), out.toString(), err.toString());
    }

    @Override
    public void close() {
        process.close();
    }
}
