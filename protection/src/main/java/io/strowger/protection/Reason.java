// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

/** Why a source is suspect or banned. */
public enum Reason {
    /** An operator said so. */
    OPERATOR,
    /** It calls itself what scanners call themselves. */
    SCANNER,
    /** Many more of its requests were refused as unknown or not authenticated than succeeded. */
    FAILURES
}
