// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the declarations of the configuration records. What fails here is a fault of ours. */
final class RecordShape {
    private RecordShape() {}

    /** The option's declaration. */
    static Option option(RecordComponent component) {
        Option option = component.getAnnotation(Option.class);
        if (option == null) {
            throw new AssertionError("no @Option on " + component);
        }
        return option;
    }

    /** The syntax of a scalar's type. */
    static ScalarSyntax<?> syntax(Class<?> type) {
        ScalarSyntax<?> syntax = ScalarSyntax.of(type);
        if (syntax == null) {
            throw new AssertionError("no syntax for " + type);
        }
        return syntax;
    }

    /** Whether a component holds further options rather than a value. */
    static boolean isSection(RecordComponent component) {
        return component.getType().isRecord() && ScalarSyntax.of(component.getType()) == null;
    }

    /** The keys that may be written in a section, those of inlined records among them. */
    static List<String> keys(Class<?> type) {
        List<String> keys = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.isAnnotationPresent(Inlined.class)) {
                keys.addAll(keys(component.getType()));
            } else {
                keys.add(YamlSource.keyOf(component.getName()));
            }
        }
        return keys;
    }

    /** A value that is written in an annotation. */
    static ConfigNode yaml(String text) {
        List<ConfigurationError> errors = new ArrayList<>();
        ConfigNode node = new YamlSource(Origin.BUILT_IN.source(), false, errors).read(text);
        if (node == null || !errors.isEmpty()) {
            throw new AssertionError("not YAML: " + text);
        }
        return node;
    }

    /** Whether the value is within the option's limits. */
    static boolean isWithin(Object value, Option option, ScalarSyntax<?> syntax) {
        return compare(value, limit(option.min(), syntax)) >= 0
                && compare(limit(option.max(), syntax), value) >= 0;
    }

    private static @Nullable Object limit(String text, ScalarSyntax<?> syntax) {
        return text.isEmpty() ? null : syntax.reader().apply(text).value();
    }

    @SuppressWarnings("unchecked")
    private static int compare(@Nullable Object left, @Nullable Object right) {
        return left == null || right == null ? 0 : ((Comparable<Object>) left).compareTo(right);
    }

    /** The option's limits in words, or an empty text. */
    static String range(Option option) {
        if (option.min().isEmpty()) {
            return option.max().isEmpty() ? "" : "at most " + option.max();
        }
        return option.max().isEmpty()
                ? "at least " + option.min()
                : option.min() + " to " + option.max();
    }

    /** Calls the canonical constructor. */
    static Object construct(Class<?> type, Object[] values) {
        Class<?>[] types =
                Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException fault) {
            throw new LinkageError("cannot make " + type, fault);
        }
    }

    /** Reads one component. */
    static @Nullable Object read(Object section, RecordComponent component) {
        try {
            return component.getAccessor().invoke(section);
        } catch (IllegalAccessException | InvocationTargetException fault) {
            throw new LinkageError("cannot read " + component, fault);
        }
    }
}
