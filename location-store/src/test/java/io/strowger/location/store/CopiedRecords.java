// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.RecordCursor;
import io.strowger.location.RecordPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Takes copies of so many records and shows them again, as a frame does. */
final class CopiedRecords implements RecordCursor, Predicate<RecordCursor> {
    private record Copy(int table, long level, UnsafeBuffer key, UnsafeBuffer value) {}

    private final List<Copy> copies = new ArrayList<>();
    private final int room;
    private int at = -1;

    CopiedRecords(final int room) {
        this.room = room;
    }

    @Override
    public boolean test(final RecordCursor record) {
        if (isFull()) {
            return false;
        }
        add(record.table(), record.level(), record.key(), record.value());
        return true;
    }

    CopiedRecords add(
            final int table, final long level, final DirectBuffer key, final DirectBuffer value) {
        copies.add(new Copy(table, level, copy(key), copy(value)));
        return this;
    }

    private static UnsafeBuffer copy(final DirectBuffer buffer) {
        final byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return new UnsafeBuffer(bytes);
    }

    boolean isFull() {
        return copies.size() == room;
    }

    RecordPosition last() {
        final Copy last = copies.getLast();
        return RecordPosition.of(last.table(), last.key());
    }

    /** Everything as text, to be compared. */
    List<String> texts() {
        return copies.stream()
                .map(
                        copy ->
                                copy.table()
                                        + StoreFixture.text(copy.key())
                                        + copy.level()
                                        + StoreFixture.text(copy.value()))
                .toList();
    }

    @Override
    public boolean next() {
        at++;
        return at < copies.size();
    }

    @Override
    public int table() {
        return copies.get(at).table();
    }

    @Override
    public long level() {
        return copies.get(at).level();
    }

    @Override
    public DirectBuffer key() {
        return copies.get(at).key();
    }

    @Override
    public DirectBuffer value() {
        return copies.get(at).value();
    }
}
