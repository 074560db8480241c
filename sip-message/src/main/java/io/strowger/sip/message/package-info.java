// SPDX-License-Identifier: Apache-2.0

/** SIP messages as an index over received bytes (RFC 3261 §7, §19, §20, §25). */
@NullMarked
package io.strowger.sip.message;

import org.jspecify.annotations.NullMarked;
