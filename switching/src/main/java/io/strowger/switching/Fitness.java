// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

/** What a node may be given, the least first. */
public enum Fitness {
    /** Nothing: it is away. */
    NOTHING,
    /** What it has already: it is drained, or overloaded. */
    KNOWN,
    /** Everything. */
    ALL
}
