// SPDX-License-Identifier: Apache-2.0

/**
 * YAML configuration bound to records, with errors that name file, line, key and expectation.
 *
 * <p>Every option is one record component with an {@link io.strowger.configuration.Option}; the
 * binder, the effective configuration and docs/CONFIGURATION.md all read that one place. Read once
 * at start, by the launcher, on its main thread; the records are immutable and may be shared.
 */
@NullMarked
package io.strowger.configuration;

import org.jspecify.annotations.NullMarked;
