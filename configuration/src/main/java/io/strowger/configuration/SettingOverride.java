// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One {@code --set path.to.key=value}, laid over what the file says. */
final class SettingOverride {
    private static final Pattern PATH = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*");

    private SettingOverride() {}

    /** Puts the value into the tree, in the place of what is there. */
    static void apply(String setting, ConfigNode.Mapping root, List<ConfigurationError> errors) {
        Origin origin = new Origin("--set " + setting, 0);
        int equals = setting.indexOf('=');
        String path = equals < 0 ? setting : setting.substring(0, equals).strip();
        if (equals < 0 || !PATH.matcher(path).matches()) {
            errors.add(
                    new ConfigurationError(
                            origin, "", "not a setting", "path.to.key=value, with a YAML value"));
            return;
        }
        ConfigNode value =
                new YamlSource(origin.source(), false, errors).read(setting.substring(equals + 1));
        if (value != null) {
            put(root, path.split("\\."), origin, value);
        }
    }

    private static void put(
            ConfigNode.Mapping root, String[] path, Origin origin, ConfigNode value) {
        ConfigNode.Mapping section = root;
        for (int i = 0; i < path.length - 1; i++) {
            section = sectionAt(section, path[i], origin);
        }
        section.entries().put(path[path.length - 1], new ConfigNode.Entry(origin, value));
    }

    private static ConfigNode.Mapping sectionAt(
            ConfigNode.Mapping parent, String key, Origin origin) {
        ConfigNode.@Nullable Entry entry = parent.entries().get(key);
        if (entry != null && entry.value() instanceof ConfigNode.Mapping existing) {
            return existing;
        }
        ConfigNode.Mapping created = ConfigNode.Mapping.empty(origin);
        parent.entries().put(key, new ConfigNode.Entry(origin, created));
        return created;
    }
}
