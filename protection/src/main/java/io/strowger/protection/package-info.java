// SPDX-License-Identifier: Apache-2.0
/**
 * Who may send how much: rates of each source and of all together, patterns of scanners, bans that end by themselves, and what is
 * refused when more comes than can be worked on. Tables and decisions; sockets and clocks are elsewhere, one thread owns each object.
 *
 * <p>A <em>source</em> is an IPv4 address or an IPv6 network of 64 bits: whoever has one address of such a network has them all.
 */
@NullMarked
package io.strowger.protection;

import org.jspecify.annotations.NullMarked;
