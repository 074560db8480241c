// SPDX-License-Identifier: Apache-2.0

/**
 * Changes of this host's network: requests of rtnetlink(7) (RFC 3549) and the answer of the kernel. Changes need
 * CAP_NET_ADMIN, and the program {@code --enable-native-access}.
 */
@NullMarked
package io.strowger.netlink;

import org.jspecify.annotations.NullMarked;
