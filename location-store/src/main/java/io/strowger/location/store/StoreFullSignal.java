// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

/** Leaves a batch that meets a full disk or map; never leaves this module ({@link CommitOutcome.StoreFull} does). */
final class StoreFullSignal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreFullSignal(final String reason) {
        super(reason, null, false, false);
    }
}
