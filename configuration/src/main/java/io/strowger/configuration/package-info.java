// SPDX-License-Identifier: Apache-2.0

/** YAML configuration bound to records, with errors that name file, line and key. */
@NullMarked
package io.strowger.configuration;

import org.jspecify.annotations.NullMarked;
