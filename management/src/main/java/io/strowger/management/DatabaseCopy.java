// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.nio.file.Path;

/** A copy of the location database, in one file, made at one level. */
public interface DatabaseCopy extends AutoCloseable {
    Path file();

    /** Deletes the file. */
    @Override
    void close();
}
