// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

/** Keeps provisioning log entries from a level on from being trimmed while somebody reads them. */
public interface LogProtection extends AutoCloseable {
    /** Entries below this level are no longer needed. */
    void advance(long level);

    /** Ends the protection. */
    @Override
    void close();
}
