// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.logbuffer.Header;
import io.strowger.location.client.MemberAddress;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Messages between members outside of the replicated log: who has a database, and what it is.
 *
 * <pre>
 *  0 kind     1
 *  1 version  1
 *  2 from     1   number of the member
 *  3 state    1   {@link EnrolmentState} in TELL, else 0
 *  4 bytes    4   of what follows the head
 *  8 value    8   TELL: where the log begins; FILE: length of the file; END: number of files
 * 16 bytes        FILE: name; BYTES: the file's next bytes
 * </pre>
 *
 * The thread that drives the Aeron client only.
 */
final class EnrolmentLine implements AutoCloseable {
    static final int ASK = 1;
    static final int TELL = 2;
    static final int FETCH = 3;
    static final int FILE = 4;
    static final int BYTES = 5;
    static final int END = 6;

    /** Most bytes of a file in one message. */
    static final int CHUNK = 32 << 10;

    private static final byte VERSION = 1;
    private static final int HEAD = 16;
    private static final int STREAM = 1;
    private static final int FRAGMENTS = 64;
    private static final String CHANNEL = "aeron:udp?term-length=1m|endpoint=";

    private final Aeron aeron;
    private final List<MemberAddress> members;
    private final int self;
    private final Receiver receiver;
    private final Subscription subscription;
    private final @Nullable ExclusivePublication[] publications;
    private final FragmentAssembler assembler = new FragmentAssembler(this::onMessage);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[HEAD + CHUNK]);

    /** Sees what the others send. */
    interface Receiver {
        void onMessage(int kind, int from, EnrolmentState state, long value);

        /** The bytes of a FILE or BYTES message; of one session they come in order and complete. */
        void onBytes(
                int kind, int session, long value, DirectBuffer buffer, int offset, int length);
    }

    EnrolmentLine(
            final Aeron aeron,
            final List<MemberAddress> members,
            final int self,
            final Receiver receiver) {
        this.aeron = aeron;
        this.members = members;
        this.self = self;
        this.receiver = receiver;
        subscription = aeron.addSubscription(CHANNEL + members.get(self).enrolment(), STREAM);
        publications = new ExclusivePublication[members.size()];
    }

    int poll() {
        return subscription.poll(assembler, FRAGMENTS);
    }

    /** Sends a message without bytes; false when it has to be sent again. */
    boolean send(final int to, final int kind, final EnrolmentState state, final long value) {
        return offer(to, kind, state, value, 0);
    }

    /** Sends a message with bytes; false when it has to be sent again. */
    boolean send(
            final int to,
            final int kind,
            final long value,
            final byte[] bytes,
            final int offset,
            final int length) {
        message.putBytes(HEAD, bytes, offset, length);
        return offer(to, kind, EnrolmentState.BLANK, value, length);
    }

    private boolean offer(
            final int to,
            final int kind,
            final EnrolmentState state,
            final long value,
            final int bytes) {
        message.putByte(0, (byte) kind);
        message.putByte(1, VERSION);
        message.putByte(2, (byte) self);
        message.putByte(3, state.code());
        message.putInt(4, bytes, LITTLE_ENDIAN);
        message.putLong(8, value, LITTLE_ENDIAN);
        return publication(to).offer(message, 0, HEAD + bytes) > 0;
    }

    private ExclusivePublication publication(final int to) {
        ExclusivePublication publication = publications[to];
        if (publication == null || publication.isClosed()) {
            publication =
                    aeron.addExclusivePublication(CHANNEL + members.get(to).enrolment(), STREAM);
            publications[to] = publication;
        }
        return publication;
    }

    /** Ends the way to a member; the next message to it opens a new one, with another session. */
    void hangUp(final int to) {
        CloseHelper.quietClose(publications[to]);
        publications[to] = null;
    }

    private void onMessage(
            final DirectBuffer buffer, final int offset, final int length, final Header header) {
        if (length < HEAD || buffer.getByte(offset + 1) != VERSION) {
            return;
        }
        final int bytes = buffer.getInt(offset + 4, LITTLE_ENDIAN);
        final int from = buffer.getByte(offset + 2);
        final EnrolmentState state = EnrolmentState.ofCode(buffer.getByte(offset + 3));
        if (bytes != length - HEAD || from < 0 || from >= members.size() || state == null) {
            return;
        }
        final int kind = buffer.getByte(offset);
        final long value = buffer.getLong(offset + 8, LITTLE_ENDIAN);
        if (kind >= FILE) {
            receiver.onBytes(kind, header.sessionId(), value, buffer, offset + HEAD, bytes);
        } else if (from != self) {
            receiver.onMessage(kind, from, state, value);
        }
    }

    @Override
    public void close() {
        CloseHelper.quietClose(subscription);
        for (int to = 0; to < publications.length; to++) {
            hangUp(to);
        }
    }
}
