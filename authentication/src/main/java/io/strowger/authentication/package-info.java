// SPDX-License-Identifier: Apache-2.0

/**
 * Who may ask for what: digest authentication (RFC 3261 §22, RFC 7616, RFC 8760) and the policy
 * around it.
 *
 * <p>Called by the signaling agent in its one thread. Keeps nothing between two requests: a nonce is
 * a keyed hash of its time and realm. That has a price, stated here because it is a choice: the nonce
 * count is not tracked, so who can read a request on the wire can send the very same credentials
 * again, for the same method and URI, until the nonce is older than its lifetime. Where that matters,
 * the wire has to be TLS.
 */
@NullMarked
package io.strowger.authentication;

import org.jspecify.annotations.NullMarked;
