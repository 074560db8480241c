// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

/** Where the status of the process comes from. Called on many threads at once. */
public interface StatusSource {
    /** The status now. */
    StatusReport status();

    /** Whether SIP is served and changes can be committed. */
    boolean isReady();
}
