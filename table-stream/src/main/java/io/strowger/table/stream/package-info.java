// SPDX-License-Identifier: Apache-2.0

/**
 * The connection tuple table on its way from the active switch to the standby (docs/SWITCH.md, mission
 * row D5): changes with numbers, a whole copy for who has missed some, and digests that tell whether
 * the copy is equal. Machines that are given the time and what came over link 213; each is owned by
 * the thread that switches. How frames travel is the process's business: they may get lost, come
 * twice or late.
 */
@NullMarked
package io.strowger.table.stream;

import org.jspecify.annotations.NullMarked;
