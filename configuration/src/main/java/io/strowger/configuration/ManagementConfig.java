// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Options of the HTTP server. */
public record ManagementConfig(
        @Option(value = "Where REST, metrics and health are served.", initial = "127.0.0.1:8080")
                Endpoint http,
        @Option(
                        "File of bearer tokens, one \"<roles> <token>\" per line, roles being"
                                + " viewer, operator, provisioner; required when http is not a"
                                + " loopback address.")
                @Nullable Path tokensFile)
        implements CheckedRecord {

    @Override
    public @Nullable Violation violation() {
        return http.isLoopback() || tokensFile != null
                ? null
                : new Violation(
                        "http",
                        http + " can be reached from other hosts, but there is no tokens-file",
                        "a loopback address, or management.tokens-file to be set");
    }
}
