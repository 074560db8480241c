// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a record component whose own components are written beside it, without a key of its own: it
 * groups options for the code that reads them, not for the operator who writes them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Inlined {}
