// SPDX-License-Identifier: Apache-2.0

/**
 * The strowger program: the command line, and the wiring of {@code strowger run}.
 *
 * <p>The commands talk to a running process over REST and need none of its parts. {@code run} joins
 * location store, location server, cluster node and management in one process; the only place that
 * names them all is {@link io.strowger.launcher.StrowgerProcess}.
 */
@NullMarked
package io.strowger.launcher;

import org.jspecify.annotations.NullMarked;
