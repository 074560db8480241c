// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

/** A command for one collection of records; its subcommands ask it which. */
interface RecordCollection {
    /** Name in paths: "users". */
    String collection();

    /** The field that holds the key. */
    String keyField();
}
