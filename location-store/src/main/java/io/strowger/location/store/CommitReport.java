// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import java.util.function.Consumer;

/** Says what a writer has committed: to the counters and to the store. On the writer's thread. */
record CommitReport(LocationStoreCounters counters, Consumer<StoredState> store) {
    void committed(final StoredState state) {
        store.accept(state);
        counters.commits().incrementRelease();
        counters.level().setRelease(state.level);
        counters.records().setRelease(state.recordCount);
    }

    void expired(final long bindings) {
        counters.expiredBindings().getAndAdd(bindings);
    }

    void storeFull() {
        counters.storeFull().incrementRelease();
    }
}
