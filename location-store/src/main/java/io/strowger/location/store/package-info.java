// SPDX-License-Identifier: Apache-2.0

/** The location database on disk: LMDB, provisioning log, digest. */
@NullMarked
package io.strowger.location.store;

import org.jspecify.annotations.NullMarked;
