// SPDX-License-Identifier: Apache-2.0
/**
 * The picture in docs/ARCHITECTURE.md as tests: layers, walls, pure modules (from the class files)
 * and sizes, names and file rules (from the sources).
 */
@NullMarked
package io.strowger.architecture.tests;

import org.jspecify.annotations.NullMarked;
