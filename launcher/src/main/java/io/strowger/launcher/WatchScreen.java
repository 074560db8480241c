// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The whole terminal for a picture that changes. Keys are read as they are pressed, and the size of the terminal is asked for with
 * each picture, by stty. What was on the screen is there again afterwards.
 */
final class WatchScreen implements AutoCloseable {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String END_OF_LINE = "\u001b[K";
    private static final String END_OF_SCREEN = "\u001b[J";
    private static final int DEFAULT_ROWS = 24;
    private static final int DEFAULT_COLUMNS = 80;

    private final PrintWriter out;
    private final Thread restoring;

    WatchScreen(PrintWriter out) {
        this.out = out;
        restoring = new Thread(this::restore, "restore-terminal");
        Runtime.getRuntime().addShutdownHook(restoring);
        stty("-icanon -echo min 0 time 0");
        out.print(ENTER);
        out.flush();
    }

    /** Puts lines in the place of those before, as many and as long as the terminal shows. */
    void draw(List<String> lines) {
        String[] size = stty("size").split(" ", -1);
        boolean isKnown = size.length == 2 && size[0].matches("[1-9]\\d{0,3}");
        int rows = isKnown ? Integer.parseInt(size[0]) : DEFAULT_ROWS;
        int columns = isKnown ? Integer.parseInt(size[1]) : DEFAULT_COLUMNS;
        StringBuilder screen = new StringBuilder(HOME);
        for (int i = 0; i < Math.min(lines.size(), rows - 1); i++) {
            screen.append(cut(lines.get(i), columns)).append(END_OF_LINE).append("\r\n");
        }
        out.print(screen.append(cut("q ends", columns)).append(END_OF_LINE).append(END_OF_SCREEN));
        out.flush();
    }

    /** As much of a line as fits; colours take no room, and end with it. */
    static String cut(String line, int columns) {
        int width = 0;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '\u001b') {
                i = line.indexOf('m', i);
            } else if (++width > columns) {
                return line.substring(0, i) + "\u001b[0m";
            }
        }
        return line;
    }

    /** Whether somebody has pressed q. */
    boolean isEnded() {
        try {
            while (System.in.available() > 0) {
                int key = System.in.read();
                if (key == 'q' || key == 'Q') {
                    return true;
                }
            }
            return false;
        } catch (IOException gone) {
            return true;
        }
    }

    /** What the terminal answers; it belongs to stdin, which the program has. */
    private static String stty(String arguments) {
        try {
            Process process =
                    new ProcessBuilder(("stty " + arguments).split(" ", -1))
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .redirectErrorStream(true)
                            .start();
            try (InputStream answer = process.getInputStream()) {
                String text = new String(answer.readAllBytes(), StandardCharsets.US_ASCII);
                return process.waitFor() == 0 ? text.strip() : "";
            }
        } catch (IOException missing) {
            return "";
        } catch (InterruptedException ends) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private void restore() {
        out.print(LEAVE);
        out.flush();
        stty("sane");
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(restoring);
        restore();
    }
}
