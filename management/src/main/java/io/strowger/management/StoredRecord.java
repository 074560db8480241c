// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

/**
 * A record of the location database, copied out of it.
 *
 * @param key as stored
 * @param value as stored
 * @param level the database level that last changed it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; handed on at once
public record StoredRecord(byte[] key, byte[] value, long level) {}
