// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

/** Colours of a terminal (ECMA-48 SGR), and none elsewhere. */
enum Ink {
    PLAIN(""),
    HEADING("1"),
    GOOD("32"),
    WARNING("33"),
    BAD("31;1"),
    FAINT("2");

    private final String code;

    Ink(String code) {
        this.code = code;
    }

    /** The text in this colour, or as it is. */
    String on(String text, boolean isColoured) {
        return isColoured && !code.isEmpty() && !text.isBlank()
                ? "\u001b[" + code + "m" + text + "\u001b[0m"
                : text;
    }
}
