// SPDX-License-Identifier: Apache-2.0

/**
 * A whole router on one host, a process for each card: which card is started when, restarted when, stopped when. The decisions
 * ({@link io.strowger.chassis.Supervision}, {@link io.strowger.chassis.RollingRestart}, {@link io.strowger.chassis.StopOrder})
 * are functions of what was seen and of a given time; {@link io.strowger.chassis.Chassis} carries them out, on one thread. It
 * knows nothing of SIP, and asks its cards by a port, {@link io.strowger.chassis.CardProbe}.
 */
@NullMarked
package io.strowger.chassis;

import org.jspecify.annotations.NullMarked;
