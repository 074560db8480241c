// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.aeron.Aeron;
import io.strowger.location.store.LocationStore;
import java.io.IOException;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a member that runs tells others what it has, and gives a member without a database a copy of its files. One copy
 * at a time. Location thread only.
 */
final class EnrolmentDesk implements EnrolmentLine.Receiver, AutoCloseable {
    private final LocationServerConfig config;
    private final LocationStore store;
    private final FaultLog faults;
    private final EnrolmentLine line;
    private @Nullable ImageSender sender;
    private EnrolmentState state = EnrolmentState.BLANK;
    private int asked = -1;
    private int wanted = -1;

    EnrolmentDesk(
            final LocationServerConfig config,
            final GroupConfig group,
            final LocationStore store,
            final FaultLog faults,
            final Aeron aeron) {
        this.config = config;
        this.store = store;
        this.faults = faults;
        line = new EnrolmentLine(aeron, group.members(), config.memberId(), this);
    }

    /**
     * Answers.
     *
     * @param present what this member has
     * @param member its log
     */
    int doWork(
            final EnrolmentState present, final LocationServerMember member, final long nowNanos) {
        state = present;
        int work = line.poll();
        if (asked >= 0) {
            final long begin = member.logExtent().begin();
            work += line.send(asked, EnrolmentLine.TELL, state, begin) ? 1 : 0;
            asked = -1;
        }
        if (wanted >= 0) {
            begin(member, nowNanos);
            wanted = -1;
        }
        return work + goOn(nowNanos);
    }

    private void begin(final LocationServerMember member, final long nowNanos) {
        final ImageSender present = sender;
        if (!state.gives() || (present != null && present.to() != wanted)) {
            return;
        }
        CloseHelper.quietClose(present);
        try {
            final MemberImage image =
                    MemberImage.take(config.directory(), member.logExtent().recordingId(), store);
            sender = new ImageSender(image, line, wanted, nowNanos);
            faults.note("member " + wanted + " has no database and gets a copy of ours");
        } catch (final IOException failure) {
            faults.report("no copy for member " + wanted, failure, nowNanos);
        }
    }

    private int goOn(final long nowNanos) {
        final ImageSender present = sender;
        if (present == null) {
            return 0;
        }
        int work = 0;
        boolean failed = false;
        try {
            work = present.doWork(nowNanos);
        } catch (final IOException failure) {
            faults.report("no copy for member " + present.to(), failure, nowNanos);
            failed = true;
        }
        if (failed || present.isOver(nowNanos)) {
            end(present);
        }
        return work;
    }

    private void end(final ImageSender present) {
        present.close();
        sender = null;
    }

    @Override
    public void onMessage(
            final int kind, final int from, final EnrolmentState ignored, final long value) {
        if (kind == EnrolmentLine.ASK) {
            asked = from;
        } else if (kind == EnrolmentLine.FETCH) {
            wanted = from;
        }
    }

    @Override
    public void onBytes(
            final int kind,
            final int session,
            final long value,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        // Somebody sends a copy to a member that needs none.
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(sender, line);
    }
}
