// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.util.List;

/** A command cannot do what it was asked for; each line is shown to the operator as it is. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CommandFailure(String line) {
        this(1, List.of(line));
    }

    CommandFailure(int exitCode, List<String> lines) {
        super(String.join("\n", lines));
        this.exitCode = exitCode;
    }

    List<String> lines() {
        return getMessage().lines().toList();
    }

    int exitCode() {
        return exitCode;
    }
}
