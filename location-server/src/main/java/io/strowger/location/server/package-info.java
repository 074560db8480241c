// SPDX-License-Identifier: Apache-2.0

/** The location server: commits every change in a replicated log and applies it. */
@NullMarked
package io.strowger.location.server;

import org.jspecify.annotations.NullMarked;
