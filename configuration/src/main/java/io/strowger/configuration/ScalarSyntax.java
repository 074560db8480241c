// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the values of one type are written.
 *
 * @param expected what to tell an operator who wrote something else
 * @param reader text to value
 * @param writer value to the text that reads back as the same value
 */
record ScalarSyntax<T>(
        String expected, Function<String, Reading<T>> reader, Function<T, String> writer) {
    private static final int MAX_TEXT_LENGTH = 1024;
    private static final Pattern DOMAIN =
            Pattern.compile("(?=.{1,255}$)[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\\[[0-9a-f:.]+]");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(B|KiB|MiB|GiB|TiB)");

    private static final Map<Class<?>, ScalarSyntax<?>> BY_TYPE =
            Map.ofEntries(
                    Map.entry(boolean.class, simple("true or false", ScalarSyntax::bool)),
                    Map.entry(int.class, simple("a whole number", ScalarSyntax::integer)),
                    Map.entry(Integer.class, simple("a whole number", ScalarSyntax::integer)),
                    Map.entry(long.class, simple("a whole number", ScalarSyntax::longInteger)),
                    Map.entry(String.class, simple("a text", ScalarSyntax::text)),
                    Map.entry(Path.class, simple("a file name", ScalarSyntax::path)),
                    Map.entry(
                            Duration.class,
                            new ScalarSyntax<>(
                                    "a duration such as 300us, 500ms, 5s, 10m, 1h or 7d",
                                    text -> Reading.ofNullable(DurationSyntax.parse(text)),
                                    DurationSyntax::format)),
                    Map.entry(
                            ByteSize.class,
                            new ScalarSyntax<>(
                                    "a size such as 512KiB, 64MiB or 2GiB",
                                    text -> Reading.ofNullable(size(text)),
                                    ScalarSyntax::format)),
                    Map.entry(
                            Endpoint.class,
                            simple(
                                    "an address and port such as 127.0.0.1:8080 or [::1]:8080",
                                    EndpointSyntax::parse)),
                    Map.entry(
                            HostPort.class,
                            simple(
                                    "a host and a port such as loc1.example.net:7400",
                                    EndpointSyntax::hostPort)),
                    Map.entry(
                            ListenPoint.class,
                            new ScalarSyntax<>(
                                    "udp or tcp, an IP address and a port, such as"
                                            + " udp:0.0.0.0:5060 or \"tcp:[::]:5060\"",
                                    EndpointSyntax::listenPoint,
                                    Object::toString)),
                    Map.entry(
                            NetworkPrefix.class,
                            simple(
                                    "an address or network such as 192.0.2.1, 192.0.2.0/24 or"
                                            + " '2001:db8::/32'",
                                    NetworkPrefix::parse)),
                    Map.entry(DomainName.class, simple("a domain name", ScalarSyntax::domain)));

    /** The syntax of a type, or null when the type is not written as a scalar. */
    static @Nullable ScalarSyntax<?> of(Class<?> type) {
        return type.isEnum() ? enumeration(type) : BY_TYPE.get(type);
    }

    /** Writes a value of this syntax; the caller has got both from the same component. */
    @SuppressWarnings("unchecked")
    String write(Object value) {
        return writer.apply((T) value);
    }

    private static <T> ScalarSyntax<T> simple(
            String expected, Function<String, @Nullable T> reader) {
        return new ScalarSyntax<>(
                expected, text -> Reading.ofNullable(reader.apply(text)), Object::toString);
    }

    private static ScalarSyntax<Object> enumeration(Class<?> type) {
        Map<String, Object> values =
                Arrays.stream(type.getEnumConstants())
                        .collect(Collectors.toMap(ScalarSyntax::spelling, value -> value));
        String expected =
                Arrays.stream(type.getEnumConstants())
                        .map(ScalarSyntax::spelling)
                        .collect(Collectors.joining(", "));
        return new ScalarSyntax<>(
                "one of " + expected,
                text -> Reading.ofNullable(values.get(text)),
                ScalarSyntax::spelling);
    }

    private static String spelling(Object value) {
        return ((Enum<?>) value).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static @Nullable Boolean bool(String text) {
        return switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        };
    }

    private static @Nullable Integer integer(String text) {
        Long value = longInteger(text);
        return value == null || value != value.intValue()
                ? null
                : Integer.valueOf(value.intValue());
    }

    private static @Nullable Long longInteger(String text) {
        return text.matches("-?[0-9]{1,18}") ? Long.valueOf(text) : null;
    }

    private static @Nullable String text(String text) {
        boolean printable = text.chars().noneMatch(Character::isISOControl);
        return printable && !text.isEmpty() && text.length() <= MAX_TEXT_LENGTH ? text : null;
    }

    private static @Nullable Path path(String text) {
        return text(text) == null ? null : Path.of(text);
    }

    private static @Nullable DomainName domain(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return DOMAIN.matcher(lower).matches() ? new DomainName(lower) : null;
    }

    private static @Nullable ByteSize size(String text) {
        Matcher match = SIZE.matcher(text);
        if (!match.matches()) {
            return null;
        }
        int shift = 10 * Arrays.asList("B", "KiB", "MiB", "GiB", "TiB").indexOf(match.group(2));
        long amount = Long.parseLong(match.group(1));
        return amount > Long.MAX_VALUE >> shift ? null : new ByteSize(amount << shift);
    }

    private static String format(ByteSize size) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        long amount = size.bytes();
        int unit = 0;
        while (unit < units.length - 1 && amount != 0 && amount % 1024 == 0) {
            amount /= 1024;
            unit++;
        }
        return amount + units[unit];
    }
}
