// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import io.strowger.location.Limits;
import io.strowger.location.RecordTable;
import io.strowger.location.ServiceOverride;
import io.strowger.location.UserEncoder;
import io.strowger.location.UserView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Users: credentials and policy. Passwords are turned into HA1 values here and go no further. */
final class UserKind implements RecordKind {
    private static final int MAX_PASSWORD = 1024;

    private final @Nullable String realm;

    /** @param realm of all users, or null for the domain of each */
    UserKind(@Nullable String realm) {
        this.realm = realm;
    }

    @Override
    public String collection() {
        return "users";
    }

    @Override
    public String single() {
        return "user";
    }

    @Override
    public RecordTable table() {
        return RecordTable.USER;
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
        return AddressKey.parseUser(text);
    }

    @Override
    public String keyText(byte[] key) {
        return AddressKey.text(key);
    }

    @Override
    public Map<String, @Nullable Object> describe(StoredRecord record) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("aor", keyText(record.key()));
        UserView view = new UserView();
        if (view.wrap(new UnsafeBuffer(record.value()), 0, record.value().length, record.level())) {
            List<String> algorithms = new ArrayList<>();
            if (view.hasMd5()) {
                algorithms.add("md5");
            }
            if (view.hasSha256()) {
                algorithms.add("sha-256");
            }
            fields.put("displayName", view.displayName());
            fields.put("enabled", view.isEnabled());
            fields.put("mayCallOut", view.mayCallOut());
            fields.put("service", Spelling.of(view.service()));
            fields.put("realm", view.realm());
            fields.put("algorithms", algorithms);
        }
        return fields;
    }

    @Override
    public byte[] encode(String keyText, RecordFields fields) {
        UserEncoder user = new UserEncoder();
        String displayName = fields.text("displayName");
        fields.limit("displayName", displayName, Limits.DISPLAY_NAME);
        user.displayName(displayName == null ? "" : displayName);
        user.enabled(fields.flag("enabled", true));
        user.mayCallOut(fields.flag("mayCallOut", false));
        user.service(fields.constant("service", ServiceOverride.values()));
        credentials(keyText, fields, user);
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(512);
        int length = fields.problem() == null ? user.encode(buffer, 0) : 0;
        if (length < 0) {
            fields.refuse("the user does not fit into a record");
        }
        return Arrays.copyOf(buffer.byteArray(), Math.max(length, 0));
    }

    private void credentials(String keyText, RecordFields fields, UserEncoder user) {
        int at = keyText.lastIndexOf('@');
        String name = keyText.substring(0, at);
        String password = fields.text("password");
        RecordFields ha1 = fields.object("ha1");
        String given = fields.text("realm");
        String used = given != null ? given : realm != null ? realm : keyText.substring(at + 1);
        fields.limit("realm", used, Limits.REALM);
        fields.limit("password", password, MAX_PASSWORD);
        user.realm(used);
        if (password != null && ha1 != null) {
            fields.refuse("either 'password' or 'ha1', not both");
        } else if (password != null) {
            if (password.isEmpty()) {
                fields.refuse("'password' is empty");
            }
            user.md5(DigestSecret.md5(name, used, password));
            user.sha256(DigestSecret.sha256(name, used, password));
        } else if (ha1 != null) {
            user.md5(hex(fields, ha1, "md5", UserView.MD5_LENGTH));
            user.sha256(hex(fields, ha1, "sha-256", UserView.SHA256_LENGTH));
            if (ha1.problem() != null) {
                fields.refuse("'ha1': " + ha1.problem());
            }
        }
    }

    private static byte[] hex(RecordFields fields, RecordFields ha1, String name, int length) {
        String text = ha1.text(name);
        if (text == null) {
            return new byte[0];
        }
        if (!text.matches("[0-9a-fA-F]{" + 2 * length + "}")) {
            fields.refuse("'ha1." + name + "' is not " + 2 * length + " hexadecimal digits");
            return new byte[0];
        }
        return HexFormat.of().parseHex(text);
    }
}
