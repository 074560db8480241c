// SPDX-License-Identifier: Apache-2.0

/**
 * The connection tuple table of a switch: for each Call-ID the addresses, ports and transport that
 * it began with, the node that has it, and how many transactions are open, by class of method.
 * Memory outside the heap, bounded, aged. Owned by the thread that switches; the time is given. What
 * the table is for: docs/SWITCH.md.
 */
@NullMarked
package io.strowger.connection.table;

import org.jspecify.annotations.NullMarked;
