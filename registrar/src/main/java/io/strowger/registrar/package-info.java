// SPDX-License-Identifier: Apache-2.0

/**
 * The registrar (RFC 3261 §10.3, Path of RFC 3327, flows of RFC 5626).
 *
 * <p>Called by the signaling agent in its one thread. What a REGISTER makes of a binding set is a
 * function ({@code BindingRules}); the set goes to the location server through a port, and the 200 to
 * the user agent when it is committed. In between only the transaction waits.
 */
@NullMarked
package io.strowger.registrar;

import org.jspecify.annotations.NullMarked;
