// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.junit.jupiter.api.Test;

/** How many series a peer has. */
class LinkCountersTest {
    private final CountersManager counters = room(2 * LinkCounters.MOST);

    private static CountersManager room(final int series) {
        return new CountersManager(
                new UnsafeBuffer(
                        ByteBuffer.allocateDirect(series * CountersManager.METADATA_LENGTH)),
                new UnsafeBuffer(
                        ByteBuffer.allocateDirect(series * CountersManager.COUNTER_LENGTH)));
    }

    private LinkCounters withAllLinks(final long peer) {
        final LinkCounters made = new LinkCounters(counters, peer, false);
        for (int link = 0; link < LinkChoice.MOST; link++) {
            made.onSent(link);
            made.show(link, new LinkHealth(0));
        }
        return made;
    }

    @Test
    void twoPeersWithAllLinksTakeTheRoomOfTwoAndAThirdHasNone() {
        final LinkCounters first = withAllLinks(1);
        withAllLinks(2);
        assertThat(counters.available()).isZero();
        assertThatThrownBy(() -> withAllLinks(3)).isInstanceOf(IllegalStateException.class);
        first.close();
        withAllLinks(4);
        assertThat(counters.available()).isZero();
    }

    /** A link that is removed and added again, however often. */
    @Test
    void whatIsForgottenGivesItsRoomBack() {
        withAllLinks(1);
        final LinkCounters changing = withAllLinks(2);
        for (int i = 0; i < 100; i++) {
            changing.forget(1);
            changing.onSent(1);
        }
        assertThat(counters.available()).isZero();
    }
}
