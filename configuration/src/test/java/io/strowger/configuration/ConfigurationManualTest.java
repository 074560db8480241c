// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationManualTest {
    @Test
    void theManualInTheTreeIsTheOneOfTheseDeclarations() throws IOException {
        Path manual = Path.of("..", "docs", "CONFIGURATION.md");
        assertThat(Files.readString(manual))
                .as("run ./strowger config manual > docs/CONFIGURATION.md")
                .isEqualTo(ConfigurationManual.markdown());
    }
}
