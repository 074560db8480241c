// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.client.RemoteLocationServer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who does not have the cluster's secret is no part of it. */
class GroupSecretTest {
    private static final String WRONG = "the secret of somebody else";

    @TempDir private Path directory;

    @Test
    void aClientWithAnotherSecretGetsNoSessionAndTheMemberSaysWhy() {
        try (MemberGroup group = MemberGroup.serving(directory, 1);
                RemoteLocationServer stranger = group.client(new RunningCounters(), WRONG)) {
            RunningServer.await(
                    "the member's complaint",
                    () -> group.status(0).fault().contains("sealed with another secret"));
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
            assertThat(stranger.isConnected()).isFalse();
        }
    }

    @Test
    void aMemberWithAnotherSecretDoesNotJoin() {
        try (MemberGroup group = MemberGroup.serving(directory, 3)) {
            final int outsider = group.follower();
            group.stop(outsider);
            group.start(outsider, WRONG);
            RunningServer.await(
                    "the complaint of both",
                    () ->
                            group.status(outsider).fault().contains("secret")
                                    && group.status(group.leader()).fault().contains("secret"));
            assertThat(group.status(outsider).serves()).isFalse();
            group.kill(outsider);
            group.start(outsider);
            group.awaitInStep();
        }
    }
}
