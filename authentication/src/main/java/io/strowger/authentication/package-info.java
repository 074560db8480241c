// SPDX-License-Identifier: Apache-2.0

/** Digest authentication and the question who may ask for what (RFC 3261 §22, 8760). */
@NullMarked
package io.strowger.authentication;

import org.jspecify.annotations.NullMarked;
