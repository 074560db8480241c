// SPDX-License-Identifier: Apache-2.0

/** The four transaction machines and their layer (RFC 3261 §17, 6026, 4320). */
@NullMarked
package io.strowger.sip.transaction;

import org.jspecify.annotations.NullMarked;
