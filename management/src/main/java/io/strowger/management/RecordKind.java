// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import io.strowger.location.RecordTable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the records of one table are written in REST, CSV and NDJSON. Stateless. */
interface RecordKind {
    /** The collection's name in paths: "users". */
    String collection();

    /** What a single record is called: "user". */
    String single();

    RecordTable table();

    /** Name of the field that holds the key. */
    String keyField();

    /** The stored key for a key as an operator writes it, or null when it is none. */
    byte @Nullable [] key(String text);

    /** What a key looks like, for error texts. */
    String keyForm();

    /** The key as an operator writes it. */
    String keyText(byte[] key);

    /** The fields of a record, without secrets. */
    Map<String, @Nullable Object> describe(StoredRecord record);

    /** Makes the stored value from the fields; when {@code fields} has a problem the answer is unused. */
    byte[] encode(String keyText, RecordFields fields);
}
