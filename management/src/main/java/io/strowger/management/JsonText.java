// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as maps, lists, strings, longs, doubles, booleans and null. Stateless, so any thread may call
 * it.
 */
public final class JsonText {
    /** Deepest nesting read. */
    public static final int MAX_DEPTH = 16;

    /** Longest string read, in characters. */
    public static final int MAX_STRING = 16 * 1024;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(MAX_STRING)
                                    .maxNameLength(256)
                                    .maxNumberLength(32)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private JsonText() {}

    /**
     * What came of reading.
     *
     * @param value the value when there is no problem
     * @param problem why there is none, or null
     */
    public record Parsed(@Nullable Object value, @Nullable String problem) {
        /** The value as an object, or null when it is something else. */
        public @Nullable Map<String, @Nullable Object> object() {
            return asObject(value);
        }
    }

    /** The same from a text. */
    public static Parsed parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, 0, bytes.length);
    }

    /** Reads one value that takes the whole text. */
    public static Parsed parse(byte[] bytes, int offset, int length) {
        try (JsonParser parser =
                FACTORY.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return new Parsed(null, "not JSON: nothing there");
            }
            Object value = value(parser, first);
            return parser.nextToken() == null
                    ? new Parsed(value, null)
                    : new Parsed(null, "not JSON: more than one value");
        } catch (StreamReadException malformed) {
            return new Parsed(null, "not JSON: " + oneLine(malformed.getOriginalMessage()));
        } catch (JacksonException other) {
            return new Parsed(null, "not JSON: " + oneLine(other.getOriginalMessage()));
        }
    }

    /** Casts to an object, or gives null. */
    @SuppressWarnings("unchecked") // every map here was made by this class
    public static @Nullable Map<String, @Nullable Object> asObject(@Nullable Object value) {
        return value instanceof Map ? (Map<String, @Nullable Object>) value : null;
    }

    private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default -> null;
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            object.put(name, value(parser, parser.nextToken()));
        }
        return object;
    }

    private static List<@Nullable Object> array(JsonParser parser) {
        List<@Nullable Object> array = new ArrayList<>();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            array.add(value(parser, token));
        }
        return array;
    }

    /** Writes a value made of the types above, in one line. */
    public static String write(@Nullable Object value) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, value);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, @Nullable Object value) {
        switch (value) {
            case null -> generator.writeNull();
            case String text -> generator.writeString(text);
            case Boolean flag -> generator.writeBoolean(flag);
            case Double decimal -> generator.writeNumber(decimal);
            case Number number -> generator.writeNumber(number.longValue());
            case Map<?, ?> object -> {
                generator.writeStartObject();
                object.forEach(
                        (name, member) -> {
                            generator.writeName((String) name);
                            write(generator, member);
                        });
                generator.writeEndObject();
            }
            case List<?> array -> {
                generator.writeStartArray();
                array.forEach(element -> write(generator, element));
                generator.writeEndArray();
            }
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private static String oneLine(@Nullable String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }
}
