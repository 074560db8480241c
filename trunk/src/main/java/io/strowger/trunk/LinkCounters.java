// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/** What one end counts of its links to one peer; the series end with it. */
final class LinkCounters implements AutoCloseable {
    /** Series of one peer at most. */
    static final int MOST = 4 + LinkChoice.MOST * 5;

    private final CountersManager counters;
    private final String peer;
    private final AtomicCounter resent;
    private final AtomicCounter twice;
    private final AtomicCounter noRoom;
    private final AtomicCounter badFrames;
    private final Series[] links = new Series[LinkChoice.MOST];

    /** Of one link. */
    private record Series(
            AtomicCounter working,
            AtomicCounter framesSent,
            AtomicCounter roundTrip,
            AtomicCounter left,
            AtomicCounter leftAfter) {}

    /**
     * @param asks whether this end asks the peer, which is then a switch
     */
    LinkCounters(final CountersManager counters, final long peer, final boolean asks) {
        this.counters = counters;
        this.peer = (asks ? "{switch=\"" : "{peer=\"") + Long.toHexString(peer) + '"';
        resent = counters.newCounter("strowger_trunk_link_resent_total" + this.peer + '}');
        twice = counters.newCounter("strowger_trunk_link_duplicates_total" + this.peer + '}');
        badFrames = counters.newCounter("strowger_trunk_link_bad_frames_total" + this.peer + '}');
        noRoom = counters.newCounter("strowger_trunk_link_no_room_total" + this.peer + '}');
    }

    private Series of(final int link) {
        final Series known = links[link];
        if (known != null) {
            return known;
        }
        final String labels = peer + ",link=\"" + link + "\"}";
        final Series made =
                new Series(
                        counters.newCounter("strowger_trunk_link_working" + labels),
                        counters.newCounter("strowger_trunk_link_frames_sent_total" + labels),
                        counters.newCounter("strowger_trunk_link_round_trip_micros" + labels),
                        counters.newCounter("strowger_trunk_link_left_total" + labels),
                        counters.newCounter("strowger_trunk_link_left_after_micros" + labels));
        links[link] = made;
        return made;
    }

    void onResent() {
        resent.incrementRelease();
    }

    /** A frame that is here already has come. */
    void onTwice() {
        twice.incrementRelease();
    }

    /** A frame that waits for one before it could not be kept: it is sent again. */
    void onNoRoom() {
        noRoom.incrementRelease();
    }

    void onBadFrame() {
        badFrames.incrementRelease();
    }

    void onSent(final int link) {
        of(link).framesSent.incrementRelease();
    }

    long framesSent(final int link) {
        final Series known = links[link];
        return known == null ? 0 : known.framesSent.get();
    }

    void show(final int link, final LinkHealth health) {
        final Series series = of(link);
        series.working.setRelease(health.isWorking() ? 1 : 0);
        series.roundTrip.setRelease(TimeUnit.NANOSECONDS.toMicros(health.roundTrip()));
        series.left.setRelease(health.leftTimes());
        series.leftAfter.setRelease(TimeUnit.NANOSECONDS.toMicros(health.leftAfter()));
    }

    /** There is no such link any more. */
    void forget(final int link) {
        close(links[link]);
        links[link] = null;
    }

    private static void close(final @Nullable Series series) {
        if (series != null) {
            CloseHelper.quietCloseAll(
                    series.working,
                    series.framesSent,
                    series.roundTrip,
                    series.left,
                    series.leftAfter);
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < links.length; i++) {
            forget(i);
        }
        CloseHelper.quietCloseAll(resent, twice, noRoom, badFrames);
    }
}
