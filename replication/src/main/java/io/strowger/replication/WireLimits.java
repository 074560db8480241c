// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.Limits;

/** Limits of the frames, in bytes unless the name says otherwise. What is past one of them is malformed. */
public final class WireLimits {
    /** A frame: it fits a message of an Aeron term of 1 MiB twice, sealed. */
    public static final int FRAME = 60 * 1024;

    /** Payload bytes put into one frame; longer entries go in parts. */
    public static final int PAYLOAD = 48 * 1024;

    /** Ids in {@link Message.Announcement#loadServers()}. */
    public static final int LOAD_SERVERS = 8;

    /** Parts in one {@link Message.EntryChunk}. */
    public static final int PARTS = 512;

    /** Records in one {@link Message.RecordChunk}. */
    public static final int RECORDS = 1024;

    /** A whole provisioning log entry. */
    public static final int ENTRY = Limits.LOG_ENTRY;

    /** A key; see {@link Limits#KEY}. */
    public static final int KEY = Limits.KEY;

    /** A record's value; see {@link Limits#VALUE}. */
    public static final int VALUE = Limits.VALUE;

    /** Bytes that may be asked for before the next request. */
    public static final int WINDOW = 4 * 1024 * 1024;

    /** The name in a report, UTF-8. */
    public static final int NAME = 64;

    private WireLimits() {}
}
