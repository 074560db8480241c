// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

/** The files are there but do not hold what was written. A replica is then set aside and loaded anew. */
final class StoreDamage extends StoreOpenFailure {
    private static final long serialVersionUID = 1L;

    StoreDamage(final String message) {
        super(message);
    }
}
