// SPDX-License-Identifier: Apache-2.0

/** Stateful forking proxy (RFC 3261 §16). */
@NullMarked
package io.strowger.proxy;

import org.jspecify.annotations.NullMarked;
