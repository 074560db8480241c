// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.aeron.archive.Archive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.driver.MediaDriver;
import io.strowger.location.client.LocationClientConfig;

/** The channels of a member, and the settings of Aeron that go with them. */
interface MemberChannels {
    /** Shared memory within the process; every channel that never leaves it. */
    String LOCAL = "aeron:ipc?term-length=64k";

    /** The channels that this configuration asks for. */
    static MemberChannels of(final LocationServerConfig config) {
        return config.group() == null
                ? new EmbeddedChannels(config.memberId())
                : new GroupChannels(config.group(), config.memberId());
    }

    /** How this process submits changes. */
    LocationClientConfig client(LocationServerConfig config);

    MediaDriver.Context applyTo(MediaDriver.Context driver);

    Archive.Context applyTo(Archive.Context archive);

    ConsensusModule.Context applyTo(ConsensusModule.Context consensus);
}
