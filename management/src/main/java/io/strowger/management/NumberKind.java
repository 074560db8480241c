// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import io.strowger.location.Limits;
import io.strowger.location.NumberKey;
import io.strowger.location.NumberRouteEncoder;
import io.strowger.location.NumberRouteView;
import io.strowger.location.RecordTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Number routes: where calls to a number, a prefix, a range or to all other numbers go. */
final class NumberKind implements RecordKind {
    private static final int MAX_ORDINAL = 0xFFFE;

    @Override
    public String collection() {
        return "numbers";
    }

    @Override
    public String single() {
        return "number";
    }

    @Override
    public RecordTable table() {
        return RecordTable.NUMBER;
    }

    @Override
    public String keyField() {
        return "number";
    }

    @Override
    public String keyForm() {
        return "+49301234, prefix:+4930, range:+49301000-+49301999 or default";
    }

    @Override
    public byte @Nullable [] key(String text) {
        if (text.equals("default")) {
            return NumberKey.defaultRoute();
        }
        if (text.startsWith("prefix:")) {
            return NumberKey.prefix(text.substring(7));
        }
        if (text.startsWith("range:")) {
            String[] ends = text.substring(6).split("-", -1);
            return ends.length == 2 ? NumberKey.range(ends[0], ends[1]) : null;
        }
        return NumberKey.exact(text);
    }

    @Override
    public String keyText(byte[] key) {
        NumberKey number = NumberKey.decode(new UnsafeBuffer(key));
        if (number == null) {
            return "unreadable";
        }
        return switch (number.kind()) {
            case EXACT -> number.digits();
            case PREFIX -> "prefix:" + number.digits();
            case RANGE -> "range:" + number.digits() + "-" + number.last();
            case DEFAULT -> "default";
        };
    }

    @Override
    public Map<String, @Nullable Object> describe(StoredRecord record) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("number", keyText(record.key()));
        NumberRouteView view = new NumberRouteView();
        if (view.wrap(new UnsafeBuffer(record.value()), 0, record.value().length, record.level())) {
            List<Map<String, @Nullable Object>> targets = new ArrayList<>();
            for (int i = 0; i < view.count(); i++) {
                Map<String, @Nullable Object> target = new LinkedHashMap<>();
                target.put("uri", view.uri(i));
                target.put("priority", view.priority(i));
                target.put("weight", view.weight(i));
                targets.add(target);
            }
            fields.put("targets", targets);
        }
        return fields;
    }

    @Override
    public byte[] encode(String keyText, RecordFields fields) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(512);
        NumberRouteEncoder route = new NumberRouteEncoder().wrap(buffer, 0);
        List<RecordFields> targets = targets(fields);
        if (targets.isEmpty() || targets.size() > Limits.TARGETS) {
            fields.refuse("'targets' needs 1 to " + Limits.TARGETS + " targets");
            return new byte[0];
        }
        for (RecordFields target : targets) {
            add(route, target, fields);
        }
        return Arrays.copyOf(buffer.byteArray(), route.length());
    }

    private static void add(NumberRouteEncoder route, RecordFields target, RecordFields fields) {
        String uri = target.text("uri");
        int priority = (int) target.number("priority", 0, 0, MAX_ORDINAL);
        int weight = (int) target.number("weight", 1, 0, MAX_ORDINAL);
        String problem = target.problem();
        if (problem != null) {
            fields.refuse("a target: " + problem);
        } else if (!ContactUri.isSip(uri, Limits.TARGET_URI)) {
            fields.refuse("a target's 'uri' is not a SIP URI of at most 256 bytes");
        } else {
            UnsafeBuffer bytes = new UnsafeBuffer(uri.getBytes(StandardCharsets.UTF_8));
            route.add(bytes, 0, bytes.capacity(), priority, weight);
        }
    }

    /** Targets are a list of objects or of texts, or one text with blanks between: uri|priority|weight. */
    private static List<RecordFields> targets(RecordFields fields) {
        List<RecordFields> targets = new ArrayList<>();
        for (Object element : fields.listOrWords("targets")) {
            Map<String, @Nullable Object> object = JsonText.asObject(element);
            if (object != null) {
                targets.add(new RecordFields(object));
            } else if (element instanceof String text) {
                targets.add(new RecordFields(fromShortForm(text)));
            } else {
                fields.refuse("a target is neither an object nor a text");
            }
        }
        return targets;
    }

    private static Map<String, @Nullable Object> fromShortForm(String text) {
        String[] parts = text.split("\\|", 3);
        Map<String, @Nullable Object> target = new LinkedHashMap<>();
        target.put("uri", parts[0]);
        if (parts.length > 1) {
            target.put("priority", parts[1]);
        }
        if (parts.length > 2) {
            target.put("weight", parts[2]);
        }
        return target;
    }
}
