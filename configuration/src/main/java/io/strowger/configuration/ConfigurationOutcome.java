// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.util.List;
import java.util.Map;

/** What came of reading a configuration. */
public sealed interface ConfigurationOutcome {
    /**
     * The configuration is good.
     *
     * @param config all options
     * @param origins where each option that was set was written, by dotted key
     */
    record Accepted(StrowgerConfig config, Map<String, Origin> origins)
            implements ConfigurationOutcome {}

    /**
     * The configuration is not used.
     *
     * @param errors at least one, in the order of the file
     */
    record Refused(List<ConfigurationError> errors) implements ConfigurationOutcome {}
}
