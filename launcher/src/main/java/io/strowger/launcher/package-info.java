// SPDX-License-Identifier: Apache-2.0

/** The strowger program: command line and wiring of processes. */
@NullMarked
package io.strowger.launcher;

import org.jspecify.annotations.NullMarked;
