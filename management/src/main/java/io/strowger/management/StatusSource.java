// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import org.jspecify.annotations.Nullable;

/** Where the status of the process comes from. Called on many threads at once. */
public interface StatusSource {
    /** The status now. */
    StatusReport status();

    /** Whether SIP is served and changes can be committed. */
    boolean isReady();

    /** Who may send to the listening points of this process; null where it has none. */
    default @Nullable SourceProtection protection() {
        return null;
    }

    /** Changes the links of the trunk; null where the process has none that can be. */
    default @Nullable LinkChanges links() {
        return null;
    }
}
