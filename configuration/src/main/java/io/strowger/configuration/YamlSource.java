// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads one YAML text into {@link ConfigNode}s. Limits keep aliases from growing without end. */
final class YamlSource {
    static final int MAX_DEPTH = 16;
    static final int MAX_NODES = 10_000;

    private final String source;
    private final boolean hasLines;
    private final List<ConfigurationError> errors;
    private int nodes;

    /**
     * @param source name for error texts
     * @param hasLines whether line numbers mean something to the operator
     * @param errors what is wrong is added here
     */
    YamlSource(String source, boolean hasLines, List<ConfigurationError> errors) {
        this.source = source;
        this.hasLines = hasLines;
        this.errors = errors;
    }

    /** The document, or null when it is not well-formed and {@code errors} says why. */
    @Nullable ConfigNode read(String text) {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(source).build();
            Optional<Node> root = new Compose(settings).composeString(text);
            return root.isEmpty()
                    ? new ConfigNode.Scalar(new Origin(source, hasLines ? 1 : 0), "", true)
                    : convert(root.get(), "", 0);
        } catch (MarkedYamlEngineException syntax) {
            int line = syntax.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            String context = syntax.getContext() == null ? "" : syntax.getContext() + ", ";
            refuse(line, "", "not YAML: " + context + syntax.getProblem(), "");
        } catch (YamlEngineException other) {
            refuse(1, "", "not YAML: " + firstLine(other.getMessage()), "");
        }
        return null;
    }

    private @Nullable ConfigNode convert(Node node, String key, int depth) {
        Origin origin = origin(node);
        if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
            if (nodes <= MAX_NODES + 1 || depth > MAX_DEPTH) {
                errors.add(
                        new ConfigurationError(
                                origin,
                                key,
                                "too much here",
                                "at most " + MAX_DEPTH + " levels and " + MAX_NODES + " values"));
            }
            return null;
        }
        return switch (node) {
            case ScalarNode scalar ->
                    new ConfigNode.Scalar(
                            origin, scalar.getValue(), Tag.NULL.equals(scalar.getTag()));
            case SequenceNode list -> sequence(list, origin, key, depth);
            case MappingNode section -> mapping(section, origin, key, depth);
            default -> throw new AssertionError("YAML node " + node.getNodeType());
        };
    }

    private @Nullable ConfigNode sequence(SequenceNode list, Origin origin, String key, int depth) {
        List<ConfigNode> elements = new ArrayList<>();
        for (Node element : list.getValue()) {
            ConfigNode converted = convert(element, key, depth + 1);
            if (converted == null) {
                return null;
            }
            elements.add(converted);
        }
        return new ConfigNode.Sequence(origin, elements);
    }

    private @Nullable ConfigNode mapping(
            MappingNode section, Origin origin, String key, int depth) {
        Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : section.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                errors.add(
                        new ConfigurationError(
                                origin(tuple.getKeyNode()), key, "a key is not a text", "a name"));
                continue;
            }
            String path = key.isEmpty() ? name.getValue() : key + "." + name.getValue();
            ConfigNode value = convert(tuple.getValueNode(), path, depth + 1);
            if (value == null) {
                return null;
            }
            ConfigNode.Entry first =
                    entries.putIfAbsent(name.getValue(), new ConfigNode.Entry(origin(name), value));
            if (first != null) {
                errors.add(
                        new ConfigurationError(
                                origin(name),
                                path,
                                "written a second time",
                                hasLines ? "only line " + first.keyOrigin().line() : "it once"));
            }
        }
        return new ConfigNode.Mapping(origin, entries);
    }

    private Origin origin(Node node) {
        int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
        return new Origin(source, hasLines ? line : 0);
    }

    private void refuse(int line, String key, String problem, String expected) {
        Origin origin = new Origin(source, hasLines ? line : 0);
        errors.add(new ConfigurationError(origin, key, problem, expected));
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }

    /** Camel case to the form of keys: maxExpires, max-expires. */
    static String keyOf(String component) {
        return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
