// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.DatabaseState;
import io.strowger.replication.Message.Announcement;
import io.strowger.replication.Message.LastLoad;
import org.agrona.DirectBuffer;

/** Is told what a replica does, on its thread. What is not of interest is not overridden. */
public interface ReplicaListener {
    /** Nobody listens. */
    ReplicaListener NONE = new ReplicaListener() {};

    /** An entry was transferred; it is visible with the next {@link #onCommitted}. The bytes are valid during the call. */
    default void onTransferred(final long level, final DirectBuffer entry) {}

    /** The last step of an update: the level is the newest one now. Also after a reload. */
    default void onCommitted(final DatabaseState state) {}

    /** A load begins. */
    default void onLoad(final LastLoad kind) {}

    /** Alarm: at equal birth date and level the digest is another than the leader's. The replica reloads itself. */
    default void onDigestDiffers(final DatabaseState own, final Announcement announced) {}
}
