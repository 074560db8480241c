// SPDX-License-Identifier: Apache-2.0

/** A cluster node: wires transports, transactions, roles and the replica. */
@NullMarked
package io.strowger.node;

import org.jspecify.annotations.NullMarked;
