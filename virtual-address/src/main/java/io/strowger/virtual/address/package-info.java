// SPDX-License-Identifier: Apache-2.0

/**
 * The router's one address, at the host whose switch is active (docs/SWITCH.md, mission row D5): added to an
 * interface for a short while that is lengthened again and again, announced by gratuitous ARP or unsolicited
 * neighbour advertisement, taken away when the switch is active no longer; and a command for places where
 * something else moves addresses. Needs CAP_NET_ADMIN and CAP_NET_RAW, and {@code --enable-native-access}.
 */
@NullMarked
package io.strowger.virtual.address;

import org.jspecify.annotations.NullMarked;
