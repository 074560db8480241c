// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import io.strowger.location.Binding;
import io.strowger.location.BindingSetEncoder;
import io.strowger.location.BindingSetView;
import io.strowger.location.BindingView;
import io.strowger.location.Limits;
import io.strowger.location.RecordTable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Bindings: the contacts of an address-of-record, registered or written by an operator. */
final class BindingKind implements RecordKind {
    private static final long DEFAULT_EXPIRES_SECONDS = 3600;
    private static final long MAX_EXPIRES_SECONDS = 0x7fff_ffffL;

    private final Clock clock;

    /** @param clock tells when a binding that is written now begins */
    BindingKind(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String collection() {
        return "bindings";
    }

    @Override
    public String single() {
        return "binding";
    }

    @Override
    public RecordTable table() {
        return RecordTable.BINDING;
    }

    @Override
    public String keyField() {
        return "aor";
    }

    @Override
    public String keyForm() {
        return "an address-of-record such as alice@example.org";
    }

    @Override
    public byte @Nullable [] key(String text) {
        return AddressKey.parse(text);
    }

    @Override
    public String keyText(byte[] key) {
        return AddressKey.text(key);
    }

    @Override
    public Map<String, @Nullable Object> describe(StoredRecord record) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("aor", keyText(record.key()));
        BindingSetView set = new BindingSetView();
        if (set.wrap(new UnsafeBuffer(record.value()), 0, record.value().length, record.level())) {
            List<Map<String, @Nullable Object>> bindings = new ArrayList<>();
            BindingView binding = new BindingView();
            for (int i = 0; i < set.count() && set.isWellFormed(); i++) {
                set.binding(i, binding);
                bindings.add(describe(binding));
            }
            fields.put("bindings", bindings);
        }
        return fields;
    }

    private static Map<String, @Nullable Object> describe(BindingView binding) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("contact", binding.contact());
        fields.put("q", binding.q() / 1000.0);
        fields.put("expiresAt", Instant.ofEpochMilli(binding.expiresAtMillis()).toString());
        fields.put("registeredAt", Instant.ofEpochMilli(binding.registeredAtMillis()).toString());
        fields.put("callId", binding.callId());
        fields.put("cseq", binding.cseq());
        fields.put("path", binding.path());
        fields.put("instance", binding.instance());
        fields.put("regId", binding.regId());
        fields.put("received", binding.received());
        fields.put("userAgent", binding.userAgent());
        return fields;
    }

    @Override
    public byte[] encode(String keyText, RecordFields fields) {
        List<RecordFields> bindings = bindings(fields);
        if (bindings.isEmpty() || bindings.size() > Limits.BINDINGS) {
            fields.refuse("'bindings' needs 1 to " + Limits.BINDINGS + " bindings");
            return new byte[0];
        }
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(Limits.VALUE);
        BindingSetEncoder set = new BindingSetEncoder().wrap(buffer, 0);
        for (RecordFields binding : bindings) {
            add(set, binding, fields);
        }
        return Arrays.copyOf(buffer.byteArray(), set.length());
    }

    private void add(BindingSetEncoder set, RecordFields given, RecordFields fields) {
        long now = clock.millis();
        String contact = given.text("contact");
        String path = given.text("path");
        Binding binding = new Binding().q(given.qThousandths("q")).registeredAtMillis(now);
        binding.expiresAtMillis(
                now
                        + 1000
                                * given.number(
                                        "expires",
                                        DEFAULT_EXPIRES_SECONDS,
                                        1,
                                        MAX_EXPIRES_SECONDS));
        given.limit("path", path, Limits.PATH);
        if (given != fields && given.problem() != null) {
            fields.refuse("a binding: " + given.problem());
            return;
        }
        if (!ContactUri.isSip(contact, Limits.CONTACT)) {
            fields.refuse("'contact' is not a SIP URI of at most " + Limits.CONTACT + " bytes");
            return;
        }
        UnsafeBuffer contactBytes = new UnsafeBuffer(contact.getBytes(StandardCharsets.UTF_8));
        binding.contact(contactBytes, 0, contactBytes.capacity());
        if (path != null) {
            UnsafeBuffer pathBytes = new UnsafeBuffer(path.getBytes(StandardCharsets.UTF_8));
            binding.path(pathBytes, 0, pathBytes.capacity());
        }
        if (!set.add(binding)) {
            fields.refuse("the bindings do not fit into a record of " + Limits.VALUE + " bytes");
        }
    }

    /** A CSV row holds one binding beside the address; JSON may do so too, or give a list. */
    private static List<RecordFields> bindings(RecordFields fields) {
        if (fields.has("contact")) {
            return List.of(fields);
        }
        List<RecordFields> bindings = new ArrayList<>();
        List<?> list = fields.list("bindings");
        for (Object element : list == null ? List.of() : list) {
            Map<String, @Nullable Object> object = JsonText.asObject(element);
            if (object == null) {
                fields.refuse("a binding is not an object");
            } else {
                bindings.add(new RecordFields(object));
            }
        }
        return bindings;
    }
}
