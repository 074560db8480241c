// SPDX-License-Identifier: Apache-2.0

/** Redirect server (RFC 3261 §8.3). */
@NullMarked
package io.strowger.redirect;

import org.jspecify.annotations.NullMarked;
