// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one of two switches says of itself.
 *
 * @param role active or standby
 * @param term of its lease, 0 while it stands by
 * @param table how it stands with the copy of the table
 */
record SwitchState(String role, long term, String table) {
    private static final Pattern STATE =
            Pattern.compile(
                    "\"switch\":\\{\"role\":\"(?<role>\\w+)\",\"term\":(?<term>\\d+),\"table\":\"(?<table>[a-z ]+)\"");

    static SwitchState of(final RouterProcess board) {
        final Matcher found = STATE.matcher(ClusterProcesses.status(board));
        assertThat(found.find()).isTrue();
        return new SwitchState(
                found.group("role"), Long.parseLong(found.group("term")), found.group("table"));
    }

    boolean isActive() {
        return role.equals("active");
    }

    /** Whether one is active and the other one has all of its table. */
    static boolean isWhole(final List<RouterProcess> pair) {
        final List<String> states =
                pair.stream().map(SwitchState::of).map(at -> at.role() + ' ' + at.table()).toList();
        return states.contains("active followed") && states.contains("standby in step");
    }

    /** The one of this role. */
    static RouterProcess that(final String role, final List<RouterProcess> pair) {
        return pair.stream()
                .filter(board -> of(board).role().equals(role))
                .findFirst()
                .orElseThrow();
    }
}
