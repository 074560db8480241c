// SPDX-License-Identifier: Apache-2.0

/** Carries location updates to the active location server and their outcomes back. */
@NullMarked
package io.strowger.location.client;

import org.jspecify.annotations.NullMarked;
