// SPDX-License-Identifier: Apache-2.0

/**
 * UDP and TCP: sockets in, {flow, bytes} out (RFC 3261 §18, RFC 3581, RFC 5626 keep-alive).
 *
 * <p>The signaling thread runs {@link io.strowger.sip.transport.TransportLayer} and owns all of it,
 * except the connections of TCP, which live on one thread of their own and are joined by two bounded
 * rings. Nothing here parses more of a message than its boundaries; nothing above sees a socket.
 */
@NullMarked
package io.strowger.sip.transport;

import org.jspecify.annotations.NullMarked;
