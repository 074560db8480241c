// SPDX-License-Identifier: Apache-2.0

/**
 * The four transaction machines and their layer (RFC 3261 §17 as corrected by RFC 6026 and
 * RFC 4320).
 *
 * <p>Run by the signaling agent, in one thread. The machines are functions without clock, socket or
 * buffer; the layer matches messages, steps the machines, carries out their actions and keeps the
 * bytes they need. It calls upward through {@link TransactionUser} and downward through {@link
 * MessageSender}, and knows no transport.
 */
@NullMarked
package io.strowger.sip.transaction;

import org.jspecify.annotations.NullMarked;
