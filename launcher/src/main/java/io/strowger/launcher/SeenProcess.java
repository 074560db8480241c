// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.management.JsonText;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process of a router as it answered.
 *
 * @param card as its chassis shows it, empty when there is no chassis
 * @param status what it says of itself, empty when it does not answer
 * @param metrics some of its series, by name
 */
record SeenProcess(
        Map<String, @Nullable Object> card,
        Map<String, @Nullable Object> status,
        Map<String, Double> metrics) {

    /** A member of an object, as an object; empty when it is none. */
    static Map<String, @Nullable Object> object(Map<String, @Nullable Object> in, String name) {
        Map<String, @Nullable Object> object = JsonText.asObject(in.get(name));
        return object == null ? Map.of() : object;
    }

    /** The objects in a member that is a list. */
    static List<Map<String, @Nullable Object>> list(Map<String, @Nullable Object> in, String name) {
        return in.get(name) instanceof List<?> list
                ? list.stream().map(JsonText::asObject).flatMap(Stream::ofNullable).toList()
                : List.of();
    }

    /** A member as text, "-" when there is none. */
    static String text(Map<String, @Nullable Object> in, String name) {
        Object value = in.get(name);
        return value == null || "".equals(value) ? "-" : String.valueOf(value);
    }

    static long number(Map<String, @Nullable Object> in, String name) {
        return in.get(name) instanceof Number number ? number.longValue() : 0;
    }

    Map<String, @Nullable Object> board() {
        return object(status, "switch");
    }

    Map<String, @Nullable Object> node() {
        return object(status, "node");
    }

    List<Map<String, @Nullable Object>> replicas() {
        return list(status, "replicas");
    }

    /** Its own replica, empty where it has none. */
    Map<String, @Nullable Object> own() {
        return replicas().isEmpty() ? Map.of() : replicas().getFirst();
    }

    boolean isSwitch() {
        return !board().isEmpty() || "switch".equals(card.get("role"));
    }

    boolean isMember() {
        return List.of("active", "standby").contains(text(own(), "role"))
                || "location".equals(card.get("role"));
    }

    boolean isActive() {
        return "active".equals(isSwitch() ? board().get("role") : own().get("role"));
    }

    /** Its place, or what else it is known by. */
    String name() {
        return card.isEmpty()
                ? isSwitch() ? "switch" : (isMember() ? "location" : "") + text(own(), "id")
                : text(card, "place");
    }

    /** What its chassis says, or that it answers. */
    String state() {
        return card.isEmpty() ? "ready" : text(card, "state");
    }

    static String uptime(long millis) {
        long seconds = millis / 1000;
        return seconds < 3600
                ? "%dm%02ds".formatted(seconds / 60, seconds % 60)
                : "%dh%02dm".formatted(seconds / 3600, seconds / 60 % 60);
    }
}
