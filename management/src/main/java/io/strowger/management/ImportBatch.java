// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Some lines of an import on their way into the database. */
final class ImportBatch {
    private final long firstLine;
    private final List<RequestedChange> changes = new ArrayList<>();
    private final List<Long> changeLines = new ArrayList<>();
    private final List<Map<String, Object>> errors = new ArrayList<>();
    private long lastLine;
    private Provisioning.@Nullable Pending pending;
    private int committed;
    private long level;
    private @Nullable String unavailable;

    ImportBatch(long firstLine) {
        this.firstLine = firstLine;
        this.lastLine = firstLine - 1;
    }

    /** Number of lines so far. */
    long lines() {
        return lastLine - firstLine + 1;
    }

    long nextLine() {
        return lastLine + 1;
    }

    void addNothing() {
        lastLine++;
    }

    void addError(String problem) {
        lastLine++;
        refuse(lastLine, problem);
    }

    void add(RequestedChange change) {
        lastLine++;
        changes.add(change);
        changeLines.add(lastLine);
    }

    void submit(Provisioning provisioning) throws InterruptedException {
        if (!changes.isEmpty()) {
            pending = provisioning.submit(changes);
        }
    }

    /** Waits until all of it is committed or refused. */
    void await(Duration limit) throws InterruptedException {
        if (pending == null) {
            return;
        }
        List<ProvisioningOutcome> outcomes = pending.await(limit);
        for (int i = 0; i < outcomes.size(); i++) {
            long line = changeLines.get(i);
            switch (outcomes.get(i)) {
                case ProvisioningOutcome.Committed done -> {
                    committed++;
                    level = Math.max(level, done.level());
                }
                case ProvisioningOutcome.Refused refused -> refuse(line, refused.reason());
                case ProvisioningOutcome.Conflict conflict ->
                        refuse(line, "changed by somebody else, now at level " + conflict.level());
                case ProvisioningOutcome.Unavailable away -> unavailable = away.reason();
            }
        }
    }

    private void refuse(long line, String problem) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("line", line);
        error.put("problem", problem);
        errors.add(error);
    }

    /** Whether the location server could not be reached, so that it is not known what was committed. */
    boolean isUnavailable() {
        return unavailable != null;
    }

    int committed() {
        return committed;
    }

    int failed() {
        return errors.size();
    }

    /** The line that acknowledges this batch. */
    Map<String, @Nullable Object> acknowledgement() {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("firstLine", firstLine);
        line.put("lastLine", lastLine);
        line.put("committed", (long) committed);
        line.put("level", level);
        line.put("errors", errors);
        if (unavailable != null) {
            line.put("unavailable", unavailable);
        }
        return line;
    }
}
