// SPDX-License-Identifier: Apache-2.0
/**
 * The built program as a process of its own, met over real sockets by peers that nobody here wrote
 * (SIPp, baresip) and by raw bytes. Every test carries the tag {@code system}; what a scenario
 * plays is in {@code src/test/resources/scenarios}.
 */
@NullMarked
package io.strowger.system.tests;

import org.jspecify.annotations.NullMarked;
