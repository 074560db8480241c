// SPDX-License-Identifier: Apache-2.0

/**
 * This host's network, as far as java.net does not reach: addresses of interfaces and routes by rtnetlink(7) (RFC 3549), frames
 * by packet(7). Needs CAP_NET_ADMIN for the first two, CAP_NET_RAW for the third, and {@code --enable-native-access}.
 */
@NullMarked
package io.strowger.host.network;

import org.jspecify.annotations.NullMarked;
