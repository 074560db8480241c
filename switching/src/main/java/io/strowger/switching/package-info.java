// SPDX-License-Identifier: Apache-2.0

/**
 * How a switch decides (docs/SWITCH.md): what it reads of a message, which node gets it, whether a
 * node is fit for work, and what it keeps so that the death of a node costs no call. Functions and
 * machines that are given the time; sockets, trunk and clock belong to the process that drives them.
 * One thread, the one that switches, owns all of it.
 */
@NullMarked
package io.strowger.switching;

import org.jspecify.annotations.NullMarked;
