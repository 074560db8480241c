// SPDX-License-Identifier: Apache-2.0

/** UDP and TCP: sockets in, {flow, bytes} out (RFC 3261 §18). */
@NullMarked
package io.strowger.sip.transport;

import org.jspecify.annotations.NullMarked;
