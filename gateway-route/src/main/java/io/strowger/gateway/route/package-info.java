// SPDX-License-Identifier: Apache-2.0

/**
 * Primary and backup routers (docs/SWITCH.md, mission row D7): what this host sends to other networks goes by the first
 * gateway that answers. Needs CAP_NET_ADMIN.
 */
@NullMarked
package io.strowger.gateway.route;

import org.jspecify.annotations.NullMarked;
