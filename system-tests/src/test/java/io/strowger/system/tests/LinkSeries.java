// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a process counts of the links of its trunks.
 *
 * @param values by the name behind {@code strowger_trunk_link_} and the labels
 */
record LinkSeries(Map<String, Long> values) {
    private static final String PREFIX = "strowger_trunk_link_";

    /** Of a switch, of the links to those who come to it. */
    static LinkSeries of(final RouterProcess board) {
        return of(board, "{peer=");
    }

    /** Of a node, of the links to both switches; of a switch, of those to the other one. */
    static LinkSeries ofNode(final RouterProcess node) {
        return of(node, "{switch=");
    }

    private static LinkSeries of(final RouterProcess process, final String label) {
        final Map<String, Long> values = new TreeMap<>();
        process.rest()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(PREFIX) && line.contains(label))
                .forEach(
                        line -> {
                            final int space = line.lastIndexOf(' ');
                            values.put(
                                    line.substring(PREFIX.length(), space),
                                    (long) Double.parseDouble(line.substring(space + 1)));
                        });
        return new LinkSeries(values);
    }

    long sum(final String name) {
        return values.entrySet().stream()
                .filter(each -> each.getKey().startsWith(name + "{"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** The highest of a name whose series has changed since. */
    long highestChanged(final String name, final LinkSeries before) {
        return values.entrySet().stream()
                .filter(each -> each.getKey().startsWith(name + "{"))
                .filter(each -> !each.getValue().equals(before.values.get(each.getKey())))
                .mapToLong(Map.Entry::getValue)
                .max()
                .orElse(-1);
    }
}
