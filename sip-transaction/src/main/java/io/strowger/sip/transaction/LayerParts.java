// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

/**
 * What both sides of the layer work with.
 *
 * @param user port upward
 * @param sender port downward
 */
record LayerParts(
        TransactionUser user,
        MessageSender sender,
        TransactionTimers timers,
        MessageArena arena,
        TransactionKey key,
        OwnMessages messages,
        TransactionCounters counters) {}
