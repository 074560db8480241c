// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.location.BindingSetView;
import io.strowger.location.DatabaseState;
import io.strowger.location.DomainView;
import io.strowger.location.LocationReader;
import io.strowger.location.NumberRouteView;
import io.strowger.location.UserView;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A location database with nothing in it. */
final class EmptyReader implements LocationReader {
    @Override
    public boolean bindings(
            final DirectBuffer aor, final int offset, final int length, final BindingSetView into) {
        return false;
    }

    @Override
    public boolean user(
            final DirectBuffer aor, final int offset, final int length, final UserView into) {
        return false;
    }

    @Override
    public boolean numberRoute(
            final DirectBuffer digits,
            final int offset,
            final int length,
            final NumberRouteView into) {
        return false;
    }

    @Override
    public boolean domain(
            final DirectBuffer host, final int offset, final int length, final DomainView into) {
        return false;
    }

    @Override
    public boolean secret(final String name, final UnsafeBuffer into) {
        return false;
    }

    @Override
    public boolean lastLookupDamaged() {
        return false;
    }

    @Override
    public DatabaseState state() {
        throw new IllegalStateException("nobody asks for the state of an empty database");
    }

    @Override
    public void release() {}

    @Override
    public void close() {}
}
