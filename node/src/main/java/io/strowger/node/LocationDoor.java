// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import io.strowger.location.client.LocationUpdates;
import io.strowger.registrar.BindingUpdates;
import org.agrona.DirectBuffer;

/** The registrar's way to the location server. */
final class LocationDoor implements BindingUpdates {
    private final LocationUpdates updates;
    private final RecordChange change = new RecordChange();

    LocationDoor(final LocationUpdates updates) {
        this.updates = updates;
    }

    @Override
    public long submit(
            final DirectBuffer aor,
            final int aorOffset,
            final int aorLength,
            final long expectedLevel,
            final DirectBuffer value,
            final int valueOffset,
            final int valueLength) {
        change.reset(RecordTable.BINDING)
                .key(aor, aorOffset, aorLength)
                .expectedLevel(expectedLevel)
                .value(value, valueOffset, valueLength);
        return updates.submit(change);
    }
}
