// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one configuration option where it is declared: on its record component. On a component
 * whose type is a record it describes the section.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
    /** One sentence for the manual. */
    String value();

    /** The value, as YAML, when the file does not name the option; empty when there is none. */
    String initial() default "";

    /** Smallest value allowed, written as in the file; empty for no limit. */
    String min() default "";

    /** Largest value allowed, written as in the file; empty for no limit. */
    String max() default "";

    /** Fewest elements a list may have; ignored for anything else. */
    int minElements() default 0;

    /** Most elements a list may have; ignored for anything else. */
    int maxElements() default 64;
}
