// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the records from the YAML nodes. Goes on after an error as long as that makes sense, so that
 * an operator sees all of them at once.
 */
final class RecordBinder {
    private final List<ConfigurationError> errors;
    private final Map<String, Origin> origins = new LinkedHashMap<>();

    RecordBinder(List<ConfigurationError> errors) {
        this.errors = errors;
    }

    /** Where each option that was set was written, by dotted key. */
    Map<String, Origin> origins() {
        return origins;
    }

    /** The record, or null when something in it is wrong and the errors say what. */
    <T extends Record> @Nullable T bind(Class<T> type, ConfigNode.Mapping node) {
        refuseUnknownKeys(type, node, "");
        return type.cast(bindSection(type, node, ""));
    }

    private @Nullable Object bindSection(Class<?> type, ConfigNode.Mapping node, String prefix) {
        int errorsBefore = errors.size();
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = bindComponent(components[i], node, prefix);
        }
        if (errors.size() > errorsBefore) {
            return null;
        }
        Object section = RecordShape.construct(type, values);
        if (section instanceof CheckedRecord checked && checked.violation() != null) {
            CheckedRecord.Violation violation = checked.violation();
            ConfigNode.Entry entry = node.entries().get(violation.key());
            Origin written = origins.getOrDefault(prefix + violation.key(), node.origin());
            Origin origin = entry == null ? written : entry.keyOrigin();
            errors.add(
                    new ConfigurationError(
                            origin,
                            prefix + violation.key(),
                            violation.problem(),
                            violation.expected()));
        }
        return section;
    }

    private @Nullable Object bindComponent(
            RecordComponent component, ConfigNode.Mapping node, String prefix) {
        if (component.isAnnotationPresent(Inlined.class)) {
            return bindSection(component.getType(), node, prefix);
        }
        String name = YamlSource.keyOf(component.getName());
        String key = prefix + name;
        ConfigNode.Entry entry = node.entries().get(name);
        boolean unset =
                entry == null || (entry.value() instanceof ConfigNode.Scalar s && s.empty());
        if (component.getType().isRecord() && ScalarSyntax.of(component.getType()) == null) {
            return section(component.getType(), unset ? null : entry, node, key);
        }
        if (!unset) {
            origins.put(key, entry.keyOrigin());
            return bindValue(component, entry.value(), key);
        }
        String initial = RecordShape.option(component).initial();
        return initial.isEmpty() ? null : bindValue(component, RecordShape.yaml(initial), key);
    }

    private @Nullable Object section(
            Class<?> type,
            ConfigNode.@Nullable Entry entry,
            ConfigNode.Mapping parent,
            String key) {
        if (entry == null) {
            return bindSection(type, ConfigNode.Mapping.empty(parent.origin()), key + ".");
        }
        if (!(entry.value() instanceof ConfigNode.Mapping mapping)) {
            String keys = String.join(", ", RecordShape.keys(type));
            refuse(
                    entry.value(),
                    key,
                    entry.value().kind() + " is not a section",
                    "keys below it: " + keys);
            return null;
        }
        ConfigNode.Mapping placed = new ConfigNode.Mapping(entry.keyOrigin(), mapping.entries());
        refuseUnknownKeys(type, placed, key + ".");
        return bindSection(type, placed, key + ".");
    }

    private void refuseUnknownKeys(Class<?> type, ConfigNode.Mapping node, String prefix) {
        List<String> known = RecordShape.keys(type);
        for (Map.Entry<String, ConfigNode.Entry> entry : node.entries().entrySet()) {
            if (!known.contains(entry.getKey())) {
                String nearest = NearestName.of(entry.getKey(), known);
                errors.add(
                        new ConfigurationError(
                                entry.getValue().keyOrigin(),
                                prefix + entry.getKey(),
                                "unknown key",
                                nearest == null
                                        ? "one of " + String.join(", ", known)
                                        : "perhaps '" + nearest + "'"));
            }
        }
    }

    private @Nullable Object bindValue(RecordComponent component, ConfigNode node, String key) {
        Option option = RecordShape.option(component);
        if (component.getType() == List.class) {
            return bindList(component, option, node, key);
        }
        return bindScalar(component.getType(), option, node, key);
    }

    private @Nullable Object bindList(
            RecordComponent component, Option option, ConfigNode node, String key) {
        Class<?> type =
                (Class<?>)
                        ((ParameterizedType) component.getGenericType())
                                .getActualTypeArguments()[0];
        if (!(node instanceof ConfigNode.Sequence list)) {
            refuse(node, key, node.kind() + " is not a list", "a list such as [a, b]");
            return null;
        }
        int count = list.elements().size();
        if (count < option.minElements() || count > option.maxElements()) {
            refuse(
                    node,
                    key,
                    count + " elements",
                    option.minElements() + " to " + option.maxElements());
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (ConfigNode element : list.elements()) {
            Object value = bindScalar(type, option, element, key);
            if (value != null) {
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    private @Nullable Object bindScalar(Class<?> type, Option option, ConfigNode node, String key) {
        ScalarSyntax<?> syntax = RecordShape.syntax(type);
        if (!(node instanceof ConfigNode.Scalar scalar) || scalar.empty()) {
            refuse(node, key, node.kind() + " is not a value", syntax.expected());
            return null;
        }
        Reading<?> reading = syntax.reader().apply(scalar.text());
        Object value = reading.value();
        if (value == null) {
            String problem = reading.problem();
            refuse(
                    node,
                    key,
                    problem == null ? "'" + scalar.text() + "' does not fit" : problem,
                    syntax.expected());
        } else if (!RecordShape.isWithin(value, option, syntax)) {
            refuse(node, key, scalar.text() + " is out of range", RecordShape.range(option));
            return null;
        }
        return value;
    }

    private void refuse(ConfigNode node, String key, String problem, String expected) {
        errors.add(new ConfigurationError(node.origin(), key, problem, expected));
    }
}
