/**
 * JMH benchmarks of what happens for every message: parse, forward, lookup. Run with {@code
 * bench/run-jmh}; results and how to read them are in {@code bench/RESULTS.md}.
 */
@NullMarked
package io.strowger.bench;

import org.jspecify.annotations.NullMarked;
