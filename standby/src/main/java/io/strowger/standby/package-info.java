// SPDX-License-Identifier: Apache-2.0

/**
 * One of two switches that are one (docs/SWITCH.md, mission row D5): joins the lease, the decisions of a switch
 * and the stream of its table, and speaks with the other one over link 213. A machine that is given the time and
 * what comes; one thread, the one that switches.
 */
@NullMarked
package io.strowger.standby;

import org.jspecify.annotations.NullMarked;
