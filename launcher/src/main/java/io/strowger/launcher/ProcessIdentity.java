// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Who this process is among the others.
 *
 * @param id drawn once and kept in the data directory, never one of a member
 */
record ProcessIdentity(long id) {
    /** Below are the members of the location server. */
    private static final long LEAST_NODE_ID = 1L << 16;

    private static final String ID_FILE = "node-id";

    /** A node's, with an id of its own. */
    static ProcessIdentity ofNode(Path data) throws CommandFailure {
        try {
            Path file = data.resolve(ID_FILE);
            if (!Files.exists(file)) {
                long drawn = new SecureRandom().nextLong(LEAST_NODE_ID, Long.MAX_VALUE);
                Files.write(file, ByteBuffer.allocate(Long.BYTES).putLong(drawn).array());
            }
            byte[] kept = Files.readAllBytes(file);
            if (kept.length != Long.BYTES) {
                throw new CommandFailure(file + " is damaged: remove it");
            }
            return new ProcessIdentity(ByteBuffer.wrap(kept).getLong());
        } catch (IOException fault) {
            throw new CommandFailure("cannot use data directory " + data + ": " + fault);
        }
    }

    /** The id of a member of the location server by its number. */
    static long memberId(int member) {
        return member + 1L;
    }
}
