// SPDX-License-Identifier: Apache-2.0

/**
 * The way between a switch and its nodes: frames of many records, each a SIP message with the flow that it came in or goes out
 * on, over sessions of the bus, which are shared memory on one host and sealed datagrams between hosts. Records gather for a
 * turn of their owner and leave together. Nothing waits and nothing is allocated for a message; what the other end does not
 * take back is refused, so that whoever sends sees it. A node refuses what a switch of an older term says.
 */
@NullMarked
package io.strowger.trunk;

import org.jspecify.annotations.NullMarked;
