// SPDX-License-Identifier: Apache-2.0

/**
 * Carries frames between the processes of a cluster: a stream from one to many, and sessions between two, over Aeron.
 * Nothing here waits: what finds no way out is refused, and whoever misses a frame of the stream sees it by the level
 * and loads. What leaves the host is sealed. Everything is driven by the duty cycle of one owner; it needs no thread of
 * its own.
 */
@NullMarked
package io.strowger.bus;

import org.jspecify.annotations.NullMarked;
