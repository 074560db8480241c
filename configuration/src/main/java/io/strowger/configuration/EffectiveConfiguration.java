// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a configuration as YAML that reads back as the same, with the origin of each value. */
public final class EffectiveConfiguration {
    private static final int COMMENT_COLUMN = 44;

    private final Map<String, Origin> origins;
    private final StringBuilder text = new StringBuilder(2048);

    private EffectiveConfiguration(Map<String, Origin> origins) {
        this.origins = origins;
    }

    /** The text of {@code strowger config check}. */
    public static String yaml(ConfigurationOutcome.Accepted accepted) {
        EffectiveConfiguration writer = new EffectiveConfiguration(accepted.origins());
        writer.section(accepted.config(), "", 0);
        return writer.text.toString();
    }

    private void section(Object section, String prefix, int depth) {
        for (RecordComponent component : section.getClass().getRecordComponents()) {
            Object value = RecordShape.read(section, component);
            if (component.isAnnotationPresent(Inlined.class) && value != null) {
                section(value, prefix, depth);
                continue;
            }
            String name = YamlSource.keyOf(component.getName());
            text.append("  ".repeat(depth)).append(name).append(':');
            if (RecordShape.isSection(component) && value != null) {
                text.append('\n');
                section(value, prefix + name + ".", depth + 1);
            } else {
                line(" " + written(component, value), prefix + name);
            }
        }
    }

    private void line(String value, String key) {
        int start = text.lastIndexOf("\n") + 1;
        text.append(value);
        text.append(" ".repeat(Math.max(1, COMMENT_COLUMN - (text.length() - start))));
        text.append("# ").append(origins.getOrDefault(key, Origin.BUILT_IN)).append('\n');
    }

    private static String written(RecordComponent component, @Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case List<?> list ->
                    list.stream()
                            .map(element -> scalar(element.getClass(), element))
                            .collect(Collectors.joining(", ", "[", "]"));
            default -> scalar(component.getType(), value);
        };
    }

    private static String scalar(Class<?> type, Object value) {
        String written = RecordShape.syntax(type).write(value);
        boolean plain = written.matches("[A-Za-z0-9./_-][A-Za-z0-9:./_-]*") && !isNullWord(written);
        return plain || type.isPrimitive() ? written : "'" + written.replace("'", "''") + "'";
    }

    private static boolean isNullWord(String written) {
        return List.of("null", "Null", "NULL").contains(written) || written.endsWith(":");
    }
}
