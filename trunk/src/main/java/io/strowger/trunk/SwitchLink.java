// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.FrameHandler;
import java.util.List;
import java.util.concurrent.Executor;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Link 213 as one of two switches has it: its own way to the other one, which comes by this one's bus as nodes do. Each tells the other one
 * which addresses it has when these are no longer as configured. One thread.
 */
final class SwitchLink implements AutoCloseable {
    private final NodeLink way;
    private final long id;
    private final FrameHandler to;
    private final FrameHandler frames = this::onFrame;
    private final UnsafeBuffer out = new UnsafeBuffer(0, 0);
    private final LinkAnnouncement links =
            new LinkAnnouncement(LinksFrame.HEADER, LinksFrame::write);

    /**
     * @param to is given what the other one sends, but for what concerns the link itself
     */
    SwitchLink(final SwitchAddress address, final FrameHandler to, final Executor opener) {
        way = new NodeLink(address, opener);
        id = address.id();
        this.to = to;
    }

    boolean isWith(final long sender) {
        return sender == id;
    }

    /** Sends and takes what goes by the way of this switch; 0 when there was nothing. */
    int doWork(final long now) {
        if (links.isDue(now)) {
            // Whether it is there or not: it is told again.
            final boolean _ = way.offer(links.message(), links.message().capacity());
        }
        return way.doWork(frames, now);
    }

    /** Something has come from the other switch. */
    void onFrame(final DirectBuffer buffer, final int offset, final int length) {
        if (!LinksFrame.isLinks(buffer, offset, length)) {
            to.onFrame(buffer, offset, length);
            return;
        }
        final List<String> addresses = LinksFrame.read(buffer, offset, length);
        if (addresses != null) {
            way.reach(addresses);
        }
    }

    /** False when it takes no more, or is not there. */
    boolean send(final DirectBuffer frame, final int offset, final int length) {
        out.wrap(frame, offset, length);
        return way.offer(out, length);
    }

    /** This switch is reached by these addresses from now on. */
    void tell(final List<String> addresses) {
        links.change(addresses);
    }

    @Override
    public void close() {
        CloseHelper.quietClose(way);
    }
}
