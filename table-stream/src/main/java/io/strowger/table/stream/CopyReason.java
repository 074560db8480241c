// SPDX-License-Identifier: Apache-2.0
package io.strowger.table.stream;

/** Why a standby asks for the whole table. */
public enum CopyReason {
    /** It has heard this stream for the first time. */
    OTHER_STREAM,
    /** Changes are missing. */
    GAP,
    /** At the same number the digest was another one, which must not be: an alarm. */
    DIFFERS
}
