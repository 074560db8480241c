// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

/** Whether changes are let through to the log at present. */
public enum Admission {
    OPEN,
    /** Not ready yet: changes wait in their queues, and are answered UNAVAILABLE when it takes too long. */
    HOLD,
    /** Changes are answered DISK_FULL at once. */
    DISK_FULL
}
