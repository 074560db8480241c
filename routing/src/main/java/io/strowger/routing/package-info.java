// SPDX-License-Identifier: Apache-2.0

/** Where does a request go (RFC 3261 §16.3 to §16.5). */
@NullMarked
package io.strowger.routing;

import org.jspecify.annotations.NullMarked;
