// SPDX-License-Identifier: Apache-2.0

/**
 * What operators and their programs see of a process: REST, metrics, health, status.
 *
 * <p>Runs on virtual threads of its own HTTP server and touches the rest of the process through
 * ports only: {@link io.strowger.management.LocationBrowser}, {@link
 * io.strowger.management.Provisioning}, {@link io.strowger.management.StatusSource} and a counters
 * reader. It must never be needed for a call to go through.
 */
@NullMarked
package io.strowger.management;

import org.jspecify.annotations.NullMarked;
