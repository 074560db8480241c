// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import io.strowger.location.AuthenticationOverride;
import io.strowger.location.DomainEncoder;
import io.strowger.location.DomainView;
import io.strowger.location.RecordTable;
import io.strowger.location.ServiceOverride;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Domains: how each is served. */
final class DomainKind implements RecordKind {
    @Override
    public String collection() {
        return "domains";
    }

    @Override
    public String single() {
        return "domain";
    }

    @Override
    public RecordTable table() {
        return RecordTable.DOMAIN;
    }

    @Override
    public String keyField() {
        return "name";
    }

    @Override
    public String keyForm() {
        return "a domain name";
    }

    @Override
    public byte @Nullable [] key(String text) {
        return text.indexOf('@') >= 0 ? null : AddressKey.parse(text);
    }

    @Override
    public String keyText(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    @Override
    public Map<String, @Nullable Object> describe(StoredRecord record) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", keyText(record.key()));
        DomainView view = new DomainView();
        if (view.wrap(new UnsafeBuffer(record.value()), 0, record.value().length, record.level())) {
            fields.put("service", Spelling.of(view.service()));
            fields.put("auth", Spelling.of(view.authentication()));
        }
        return fields;
    }

    @Override
    public byte[] encode(String keyText, RecordFields fields) {
        ServiceOverride service = fields.constant("service", ServiceOverride.values());
        AuthenticationOverride auth = fields.constant("auth", AuthenticationOverride.values());
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        int length = new DomainEncoder().encode(buffer, 0, service, auth);
        return Arrays.copyOf(buffer.byteArray(), length);
    }
}
