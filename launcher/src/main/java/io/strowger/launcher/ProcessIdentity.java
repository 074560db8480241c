// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.RegionConfig;
import io.strowger.configuration.StrowgerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * Who this process is among the others.
 *
 * @param id of a member its number and one, of a designated receiver below 0, of any other node above all members
 * @param name for people
 */
record ProcessIdentity(long id, String name) {
    /** Below are the members of the location server. */
    private static final long LEAST_NODE_ID = 1L << 16;

    private static final long FIRST_SWITCH_ID = 1L << 8;

    private static final String ID_FILE = "node-id";

    /** A node's: that of its place in its region as a designated receiver, else an id of its own. */
    static ProcessIdentity ofNode(StrowgerConfig config) throws CommandFailure {
        RegionConfig region = config.replication().region();
        Integer receiver = region.receiver();
        return receiver == null
                ? drawn(config.data())
                : receiver(String.valueOf(region.name()), receiver);
    }

    /** The id is drawn once and kept in the data directory. */
    private static ProcessIdentity drawn(Path data) throws CommandFailure {
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
            long id = ByteBuffer.wrap(kept).getLong();
            return new ProcessIdentity(id, Long.toHexString(id));
        } catch (IOException fault) {
            throw new CommandFailure("cannot use data directory " + data + ": " + fault);
        }
    }

    /**
     * A designated receiver's. Those below have to know whom they ask before they have heard of anybody, so its id
     * follows from what is written in their configuration, too.
     */
    static ProcessIdentity receiver(String region, int number) {
        String name = region + "-" + number;
        byte[] hash = sha256(name.getBytes(StandardCharsets.UTF_8));
        return new ProcessIdentity(ByteBuffer.wrap(hash).getLong() | Long.MIN_VALUE, name);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new LinkageError("every Java has SHA-256", impossible);
        }
    }

    /** The id of a switch by its number; members of the location server are below. */
    static long switchId(int member) {
        return FIRST_SWITCH_ID + member;
    }

    /** The id of a member of the location server by its number. */
    static long memberId(int member) {
        return member + 1L;
    }
}
