// SPDX-License-Identifier: Apache-2.0

/** Vocabulary of the location database: records, levels, log entries. */
@NullMarked
package io.strowger.location;

import org.jspecify.annotations.NullMarked;
