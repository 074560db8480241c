// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of all commands that talk to a running process. */
final class ServerOptions {
    static final String DEFAULT_URL = "http://127.0.0.1:8080";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "Where the process serves REST (environment: STROWGER_URL; default: "
                            + DEFAULT_URL
                            + ").")
    @Nullable String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "File that holds the bearer token (environment: STROWGER_TOKEN_FILE, or the"
                            + " token itself in STROWGER_TOKEN).")
    @Nullable Path tokenFile;

    @Option(names = "--json", description = "Answer in JSON, one object per line.")
    boolean json;

    /** A client for the process that is meant. */
    RestClient client() throws CommandFailure {
        String fromEnvironment = System.getenv("STROWGER_URL");
        String text = url != null ? url : fromEnvironment != null ? fromEnvironment : DEFAULT_URL;
        URI uri = uri(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        if (uri == null) {
            String problem = "'" + text + "' is no URL such as " + DEFAULT_URL;
            throw new CommandFailure(2, List.of(problem));
        }
        return new RestClient(uri, token());
    }

    private static @Nullable URI uri(String text) {
        try {
            URI uri = new URI(text);
            boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return isHttp && uri.getHost() != null ? uri : null;
        } catch (URISyntaxException malformed) {
            return null;
        }
    }

    private @Nullable String token() throws CommandFailure {
        String named = System.getenv("STROWGER_TOKEN_FILE");
        Path file = tokenFile != null ? tokenFile : named != null ? Path.of(named) : null;
        if (file == null) {
            return System.getenv("STROWGER_TOKEN");
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new CommandFailure("cannot read the token file " + file);
        }
    }
}
