// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Lookups for routing. One reader per thread.
 *
 * <p>The first lookup after {@link #release()} begins a read transaction on the newest committed state; all lookups
 * until the next release see that same state, and the views they fill stay valid until then. Call release() once
 * per duty cycle: a transaction held open makes the database file grow.
 *
 * <p>A record whose checksum does not match is never handed out: the lookup answers false and {@link
 * #lastLookupDamaged()} answers true, so that a caller can tell "not there" (404) from "not readable" (500).
 */
public interface LocationReader extends AutoCloseable {
    /**
     * The bindings of an address-of-record in canonical form ({@link AddressOfRecord}): those of the newest commit, which
     * may be newer than {@link #state()} and the other lookups of the transaction.
     */
    boolean bindings(DirectBuffer aor, int offset, int length, BindingSetView into);

    /** The user with this canonical address-of-record. */
    boolean user(DirectBuffer aor, int offset, int length, UserView into);

    /**
     * The route for a telephone number: exact before range before longest prefix before default. Digits may begin
     * with '+'; visual separators have been removed by the caller.
     */
    boolean numberRoute(DirectBuffer digits, int offset, int length, NumberRouteView into);

    /** The domain with this canonical host name ({@link AddressOfRecord#writeHost}). */
    boolean domain(DirectBuffer host, int offset, int length, DomainView into);

    /** The secret with this name; the buffer is wrapped over the stored bytes. */
    boolean secret(String name, UnsafeBuffer into);

    /** Whether the last lookup met a record that is damaged on disk. */
    boolean lastLookupDamaged();

    /** The state that lookups of this transaction see. Allocates. */
    DatabaseState state();

    /** Ends the read transaction; every view filled since it began must not be used any more. */
    void release();

    @Override
    void close();
}
