// SPDX-License-Identifier: Apache-2.0
/** What wakes a sleeping thread of another process on the same host: named pipes (record 27). */
@NullMarked
package io.strowger.doorbell;

import org.jspecify.annotations.NullMarked;
