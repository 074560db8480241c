// SPDX-License-Identifier: Apache-2.0

/**
 * Which hosts answer (docs/SWITCH.md, mission rows D1 and D7): ICMP echo over sockets that never wait, and the gateways
 * by which a switch reaches the outside, watched by it. Needs CAP_NET_RAW or a group in {@code
 * net.ipv4.ping_group_range}, and {@code --enable-native-access}. Run by the thread that switches.
 */
@NullMarked
package io.strowger.ping;

import org.jspecify.annotations.NullMarked;
