// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of YAML that remembers where it was written. */
sealed interface ConfigNode {
    Origin origin();

    /** What it is, in an error text. */
    String kind();

    /** A text; {@code empty} when nothing, or null, is written there. */
    record Scalar(Origin origin, String text, boolean empty) implements ConfigNode {
        @Override
        public String kind() {
            return empty ? "nothing" : "'" + text + "'";
        }
    }

    /** A list. */
    record Sequence(Origin origin, List<ConfigNode> elements) implements ConfigNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Keys with values, in the order written. */
    record Mapping(Origin origin, Map<String, Entry> entries) implements ConfigNode {
        static Mapping empty(Origin origin) {
            return new Mapping(origin, new LinkedHashMap<>());
        }

        @Override
        public String kind() {
            return "a section";
        }
    }

    /** A value, and where its key is written. */
    record Entry(Origin keyOrigin, ConfigNode value) {}
}
