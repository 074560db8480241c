// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the configuration: a YAML file if there is one, and what the command line sets. */
public final class ConfigurationLoader {
    /** Longest file that is read, in bytes. */
    public static final int MAX_FILE_BYTES = 1 << 20;

    private ConfigurationLoader() {}

    /**
     * Reads file and settings.
     *
     * @param file the YAML file, or null for none
     * @param settings {@code path.to.key=value} each, laid over the file in order
     */
    public static ConfigurationOutcome load(@Nullable Path file, List<String> settings) {
        List<ConfigurationError> errors = new ArrayList<>();
        String text = file == null ? "" : read(file, errors);
        return text == null
                ? new ConfigurationOutcome.Refused(errors)
                : parse(file == null ? "default" : file.toString(), text, settings);
    }

    /** The same from a text; {@code source} names it in errors. */
    public static ConfigurationOutcome parse(String source, String text, List<String> settings) {
        List<ConfigurationError> errors = new ArrayList<>();
        ConfigNode.Mapping root = root(source, text, errors);
        if (root == null) {
            return new ConfigurationOutcome.Refused(errors);
        }
        for (String setting : settings) {
            SettingOverride.apply(setting, root, errors);
        }
        RecordBinder binder = new RecordBinder(errors);
        StrowgerConfig config = binder.bind(StrowgerConfig.class, root);
        if (config == null || !errors.isEmpty()) {
            errors.sort(Comparator.comparingInt(error -> error.origin().line()));
            return new ConfigurationOutcome.Refused(List.copyOf(errors));
        }
        return new ConfigurationOutcome.Accepted(config, binder.origins());
    }

    private static ConfigNode.@Nullable Mapping root(
            String source, String text, List<ConfigurationError> errors) {
        ConfigNode node = new YamlSource(source, true, errors).read(text);
        return switch (node) {
            case null -> null;
            case ConfigNode.Mapping mapping -> mapping;
            case ConfigNode.Scalar scalar when scalar.empty() ->
                    ConfigNode.Mapping.empty(scalar.origin());
            default -> {
                errors.add(
                        new ConfigurationError(
                                node.origin(),
                                "",
                                node.kind() + " is not a configuration",
                                "keys: "
                                        + String.join(
                                                ", ", RecordShape.keys(StrowgerConfig.class))));
                yield null;
            }
        };
    }

    private static @Nullable String read(Path file, List<ConfigurationError> errors) {
        Origin origin = new Origin(file.toString(), 0);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length <= MAX_FILE_BYTES) {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            }
            errors.add(error(origin, "too long", "at most " + MAX_FILE_BYTES + " bytes"));
        } catch (NoSuchFileException missing) {
            errors.add(error(origin, "no such file", "a YAML file"));
        } catch (CharacterCodingException notText) {
            errors.add(error(origin, "not UTF-8", "a YAML file in UTF-8"));
        } catch (IOException fault) {
            errors.add(error(origin, "cannot be read (" + fault.getMessage() + ")", "a YAML file"));
        }
        return null;
    }

    private static ConfigurationError error(Origin origin, String problem, String expected) {
        return new ConfigurationError(origin, "", problem, expected);
    }
}
