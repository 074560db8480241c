// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import io.strowger.location.RecordTable;

/**
 * One change that an operator asks for.
 *
 * @param table where
 * @param key of the record
 * @param value the new value; empty to remove the record
 * @param expectedLevel the level that the record must have, or a constant of {@link
 *     io.strowger.location.RecordChange}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; handed on at once
public record RequestedChange(RecordTable table, byte[] key, byte[] value, long expectedLevel) {}
