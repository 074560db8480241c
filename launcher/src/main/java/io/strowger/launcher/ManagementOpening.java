// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.ManagementConfig;
import io.strowger.configuration.StrowgerConfig;
import io.strowger.management.AccessTokens;
import io.strowger.management.ManagementPorts;
import io.strowger.management.ManagementServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the HTTP server of a process. */
final class ManagementOpening {
    private ManagementOpening() {}

    static ManagementServer open(StrowgerConfig config, ManagementPorts ports)
            throws CommandFailure {
        ManagementConfig settings = config.management();
        AccessTokens tokens = tokens(settings.tokensFile());
        try {
            return ManagementServer.start(
                    settings.http(), tokens, config.sip().policy().realm(), ports);
        } catch (IOException taken) {
            throw new CommandFailure(
                    "cannot listen on management.http "
                            + settings.http()
                            + ": "
                            + taken.getMessage());
        }
    }

    private static @Nullable AccessTokens tokens(@Nullable Path file) throws CommandFailure {
        if (file == null) {
            return null;
        }
        AccessTokens.Reading reading = AccessTokens.read(file);
        if (reading.tokens() == null) {
            throw new CommandFailure(2, List.of(reading.problem()));
        }
        return reading.tokens();
    }
}
