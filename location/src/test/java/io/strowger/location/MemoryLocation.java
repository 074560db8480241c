// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A location database in a map, for tests of what reads one. Each put is a level of its own. It can
 * be told that a record is damaged.
 */
public final class MemoryLocation implements LocationReader {
    private static final class Stored {
        private final byte[] value;
        private final long level;

        Stored(final byte[] value, final long level) {
            this.value = value;
            this.level = level;
        }
    }

    private final Map<String, Stored> records = new HashMap<>();
    private final Map<String, Boolean> damaged = new HashMap<>();
    private long level;
    private int releases;
    private boolean lastDamaged;

    /** Stores a value, or removes the record when the value is empty; gives the new level. */
    public long put(final RecordTable table, final byte[] key, final byte[] value) {
        level++;
        if (value.length == 0) {
            records.remove(name(table, key));
        } else {
            records.put(name(table, key), new Stored(value.clone(), level));
        }
        return level;
    }

    /** An enabled user without credentials. */
    public MemoryLocation user(final String aor, final boolean mayCallOut) {
        return user(aor, new UserEncoder().mayCallOut(mayCallOut));
    }

    public MemoryLocation user(final String aor, final UserEncoder user) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        put(RecordTable.USER, latin1(aor), bytes(buffer, user.encode(buffer, 0)));
        return this;
    }

    public MemoryLocation domain(
            final String host,
            final ServiceOverride service,
            final AuthenticationOverride authentication) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final int length = new DomainEncoder().encode(buffer, 0, service, authentication);
        put(RecordTable.DOMAIN, latin1(host), bytes(buffer, length));
        return this;
    }

    /** Bindings as prepared by the caller. */
    public MemoryLocation bindings(final String aor, final Binding... bindings) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Limits.VALUE]);
        final BindingSetEncoder encoder = new BindingSetEncoder().wrap(buffer, 0);
        for (final Binding binding : bindings) {
            if (!encoder.add(binding)) {
                throw new IllegalArgumentException("binding past a limit");
            }
        }
        put(RecordTable.BINDING, latin1(aor), bytes(buffer, encoder.length()));
        return this;
    }

    /** A contact and its q in thousandths, expiring at a time. */
    public static Binding contact(final String uri, final int q, final long expiresAtMillis) {
        final byte[] bytes = latin1(uri);
        return new Binding()
                .contact(new UnsafeBuffer(bytes), 0, bytes.length)
                .q(q)
                .expiresAtMillis(expiresAtMillis);
    }

    /** A route whose targets are {@code uri priority weight}. */
    public MemoryLocation number(final byte[] key, final String... targets) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Limits.VALUE]);
        final NumberRouteEncoder encoder = new NumberRouteEncoder().wrap(buffer, 0);
        for (final String target : targets) {
            final String[] parts = target.split(" ", -1);
            final byte[] uri = latin1(parts[0]);
            final int priority = Integer.parseInt(parts[1]);
            final int weight = Integer.parseInt(parts[2]);
            encoder.add(new UnsafeBuffer(uri), 0, uri.length, priority, weight);
        }
        put(RecordTable.NUMBER, key, bytes(buffer, encoder.length()));
        return this;
    }

    /** From now on lookups of this record find it damaged. */
    public void damage(final RecordTable table, final String key) {
        damaged.put(name(table, latin1(key)), true);
    }

    /** How often a read transaction was ended. */
    public int releases() {
        return releases;
    }

    @Override
    public boolean bindings(
            final DirectBuffer aor, final int offset, final int length, final BindingSetView into) {
        final Stored found = find(RecordTable.BINDING, aor, offset, length);
        return found != null && into.wrap(view(found), 0, found.value.length, found.level);
    }

    @Override
    public boolean user(
            final DirectBuffer aor, final int offset, final int length, final UserView into) {
        final Stored found = find(RecordTable.USER, aor, offset, length);
        return found != null && into.wrap(view(found), 0, found.value.length, found.level);
    }

    @Override
    public boolean numberRoute(
            final DirectBuffer digits,
            final int offset,
            final int length,
            final NumberRouteView into) {
        lastDamaged = false;
        final String number = text(digits, offset, length);
        Stored found = null;
        int best = -1;
        for (final Map.Entry<String, Stored> each : records.entrySet()) {
            if (each.getKey().startsWith(RecordTable.NUMBER.name())) {
                final String key = each.getKey().substring(RecordTable.NUMBER.name().length());
                final int rank = rank(latin1(key), number);
                if (rank > best) {
                    best = rank;
                    found = each.getValue();
                }
            }
        }
        return found != null && into.wrap(view(found), 0, found.value.length, found.level);
    }

    private static int rank(final byte[] key, final String number) {
        final NumberKey route = NumberKey.decode(new UnsafeBuffer(key));
        if (route == null) {
            return -1;
        }
        return switch (route.kind()) {
            case EXACT -> number.equals(route.digits()) ? 1000 : -1;
            case RANGE ->
                    number.length() == route.digits().length()
                                    && number.compareTo(route.digits()) >= 0
                                    && number.compareTo(route.last()) <= 0
                            ? 900
                            : -1;
            case PREFIX -> number.startsWith(route.digits()) ? route.digits().length() : -1;
            case DEFAULT -> 0;
        };
    }

    @Override
    public boolean domain(
            final DirectBuffer host, final int offset, final int length, final DomainView into) {
        final Stored found = find(RecordTable.DOMAIN, host, offset, length);
        return found != null && into.wrap(view(found), 0, found.value.length, found.level);
    }

    @Override
    public boolean secret(final String name, final UnsafeBuffer into) {
        final byte[] key = latin1(name);
        final Stored found = find(RecordTable.SECRET, new UnsafeBuffer(key), 0, key.length);
        if (found != null) {
            into.wrap(found.value);
        }
        return found != null;
    }

    @Override
    public boolean lastLookupDamaged() {
        return lastDamaged;
    }

    @Override
    public DatabaseState state() {
        return new DatabaseState(1, level, true, 0, 0, records.size());
    }

    @Override
    public void release() {
        releases++;
    }

    @Override
    public void close() {
        records.clear();
    }

    private @Nullable Stored find(
            final RecordTable table, final DirectBuffer key, final int offset, final int length) {
        final String name = table.name() + text(key, offset, length);
        lastDamaged = damaged.containsKey(name);
        return lastDamaged ? null : records.get(name);
    }

    private static DirectBuffer view(final Stored stored) {
        return new UnsafeBuffer(stored.value);
    }

    private static String name(final RecordTable table, final byte[] key) {
        return table.name() + new String(key, StandardCharsets.ISO_8859_1);
    }

    private static String text(final DirectBuffer buffer, final int offset, final int length) {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(final DirectBuffer buffer, final int length) {
        final byte[] bytes = new byte[length];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    private static byte[] latin1(final String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
