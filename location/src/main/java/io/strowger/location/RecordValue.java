// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import org.agrona.DirectBuffer;

/** Says whether the key and value of a change hold what their table promises. One per thread. */
public final class RecordValue {
    private final BindingSetView bindings = new BindingSetView();
    private final UserView user = new UserView();
    private final NumberRouteView route = new NumberRouteView();
    private final DomainView domain = new DomainView();

    /** Whether a value (not empty) may be stored in this table. */
    public boolean isWellFormed(final RecordTable table, final DirectBuffer value) {
        final int length = value.capacity();
        return switch (table) {
            case USER -> user.wrap(value, 0, length, 0);
            case BINDING -> bindings.wrap(value, 0, length, 0) && bindings.isWellFormed();
            case NUMBER -> route.wrap(value, 0, length, 0) && route.count() > 0;
            case DOMAIN -> domain.wrap(value, 0, length, 0);
            case SECRET -> length > 0;
        };
    }
}
