// SPDX-License-Identifier: Apache-2.0

/** REST API, metrics, health, status. */
@NullMarked
package io.strowger.management;

import org.jspecify.annotations.NullMarked;
