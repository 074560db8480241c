// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code strowger import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Imports users, numbers, bindings and domains from CSV or NDJSON.",
            "What has been committed is remembered in FILE.strowger-import; after an interruption,"
                    + " calling the same again goes on from there."
        },
        footer = {
            "",
            "CSV has a header line: aor,password,displayName,mayCallOut,... or number,targets or"
                    + " aor,contact,q,expires or name,service,auth.",
            "NDJSON has one object per line with the fields of REST; 'type' may name its kind.",
            "",
            "Examples:",
            "  strowger import users.csv",
            "  strowger import numbers.ndjson --restart"
        })
final class ImportCommand implements Callable<Integer> {
    private static final int MAX_ERRORS_SHOWN = 100;

    @Spec CommandSpec spec;
    @Mixin ServerOptions server;

    @Parameters(paramLabel = "FILE", description = "What to import.")
    Path file;

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "users, numbers, bindings or domains (default: judged by the fields).")
    @Nullable String table;

    @Option(
            names = "--format",
            paramLabel = "csv|ndjson",
            description = "Default: by the end of the name.")
    @Nullable String format;

    @Option(names = "--restart", description = "Begin at the first line again.")
    boolean restart;

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ImportProgress before = restart ? ImportProgress.NONE : ImportProgress.load(file);
        ProgressDisplay display =
                new ProgressDisplay(err, Terminal.isInteractive(), Terminal.width());
        ImportJob.Listener listener = new Shown(err, display);
        try (ImportSource source = ImportSource.open(file, before)) {
            if (source.startLine() > 1) {
                err.println(
                        "going on after line "
                                + (source.startLine() - 1)
                                + " (--restart begins again)");
            }
            ImportJob job = new ImportJob(server.client(), source, type(), table, listener);
            ImportProgress done = job.run();
            display.end();
            return summary(done, out);
        } catch (IOException fault) {
            display.end();
            throw new CommandFailure("cannot read " + file + ": " + fault.getMessage());
        }
    }

    private Integer summary(ImportProgress done, PrintWriter out) {
        if (server.json) {
            out.println(done.json());
        } else {
            out.println(
                    "%,d lines: %,d records committed, %,d lines refused"
                            .formatted(done.lines(), done.committed(), done.failed()));
        }
        return done.failed() == 0 ? 0 : 1;
    }

    private String type() throws CommandFailure {
        String name = String.valueOf(file.getFileName());
        String kind = format != null ? format : name.substring(name.lastIndexOf('.') + 1);
        return switch (kind) {
            case "csv" -> ImportJob.CSV;
            case "ndjson", "jsonl" -> ImportJob.NDJSON;
            default ->
                    throw new CommandFailure(
                            2, List.of("is " + name + " CSV or NDJSON? Use --format."));
        };
    }

    /** Shows errors above the progress bar, up to a number of them. */
    private final class Shown implements ImportJob.Listener {
        private final PrintWriter err;
        private final ProgressDisplay display;
        private int errors;

        Shown(PrintWriter err, ProgressDisplay display) {
            this.err = err;
            this.display = display;
        }

        @Override
        public void onRefused(long line, String problem) {
            if (errors++ < MAX_ERRORS_SHOWN) {
                display.clear();
                err.println(file + ":" + line + ": " + problem);
            } else if (errors == MAX_ERRORS_SHOWN + 1) {
                display.clear();
                err.println("further refused lines are counted only");
            }
        }

        @Override
        public void onProgress(ImportProgress progress, long totalBytes) {
            display.show(progress, totalBytes, System.nanoTime());
        }

        @Override
        public void onWaiting(String reason) {
            display.clear();
            err.println("waiting: " + reason);
        }
    }
}
