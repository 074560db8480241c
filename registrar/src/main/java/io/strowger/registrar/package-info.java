// SPDX-License-Identifier: Apache-2.0

/** Registrar (RFC 3261 §10.3, 3327, 5626). */
@NullMarked
package io.strowger.registrar;

import org.jspecify.annotations.NullMarked;
