// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.BindingSetEncoder;
import io.strowger.location.BindingSetView;
import io.strowger.location.BindingView;
import io.strowger.location.Limits;
import io.strowger.location.RecordTable;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Removes bindings whose expiry is past, in the order of the expiry index, as ordinary changes of the batch. */
final class BindingExpiry {
    private final WriteTransaction transaction;
    private final ExpiryIndex index;
    private final RecordEditor editor;
    private final BindingSetView bindings = new BindingSetView();
    private final BindingView binding = new BindingView();
    private final BindingSetEncoder encoder = new BindingSetEncoder();
    private final UnsafeBuffer left = new UnsafeBuffer(new byte[Limits.VALUE]);
    private final UnsafeBuffer payload = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer aor = new UnsafeBuffer(new byte[0]);

    BindingExpiry(
            final WriteTransaction transaction,
            final ExpiryIndex index,
            final RecordEditor editor) {
        this.transaction = transaction;
        this.index = index;
        this.editor = editor;
    }

    /** Looks at up to maxRecords due records; gives the number of bindings removed. */
    long expireDue(final long nowMillis, final int maxRecords) {
        long removed = 0;
        for (int i = 0; i < maxRecords; i++) {
            final long second = index.firstDue(nowMillis, aor);
            if (second < 0 || !editor.hasRoom(aor, left)) {
                return removed;
            }
            removed += expire(second, nowMillis);
        }
        return removed;
    }

    private int expire(final long second, final long nowMillis) {
        if (!editor.find(RecordTable.BINDING, aor)) {
            // Damaged, or the index names what is not there: nobody is served by it, so the entry
            // only goes.
            index.remove(second, aor);
            return 0;
        }
        final UnsafeBuffer value = transaction.value();
        final int header = StoreLayout.headerLength(RecordTable.BINDING);
        bindings.wrap(value, header, value.capacity() - header, 0);
        encoder.wrap(left, 0);
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < bindings.count(); i++) {
            bindings.binding(i, binding);
            if (binding.expiresAtMillis() > nowMillis) {
                earliest = Math.min(earliest, binding.expiresAtMillis());
                encoder.add(binding);
            }
        }
        final int removed = bindings.count() - encoder.count();
        change(removed, ExpiryIndex.secondOf(earliest));
        return removed;
    }

    private void change(final int removed, final long second) {
        final DirectBuffer key = aor;
        if (removed == 0) {
            editor.reindex(key, second);
        } else if (encoder.count() == 0) {
            editor.delete(RecordTable.BINDING, key);
        } else {
            payload.wrap(left, 0, encoder.length());
            editor.put(RecordTable.BINDING, key, payload, second);
        }
    }
}
