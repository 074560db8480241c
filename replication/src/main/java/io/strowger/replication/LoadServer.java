// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.DatabaseState;
import io.strowger.replication.Message.LoadAnswer;
import io.strowger.replication.Message.LoadGrant;
import io.strowger.replication.Message.LoadKind;
import io.strowger.replication.Message.LoadRequest;
import io.strowger.replication.Message.Malformed;
import io.strowger.replication.Message.Unknown;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * Serves loads from a location database: a member of the location server, the standby first, or a designated receiver.
 * Entries are sent level by level to each requester as far as its window goes (the source's figure 7), with the log
 * records it still needs protected (figure 5). Records are read once for all who reload: whoever comes joins the round
 * where it is and leaves after one full round (figure 6). One thread; time is monotonic nanoseconds.
 */
public final class LoadServer {
    private static final int BUSY_MILLIS = 100;
    private static final int LOADING_MILLIS = 1000;

    private final LoadServerConfig config;
    private final LoadSource source;
    private final SessionOutput output;
    private final ReplicationCounters counters = new ReplicationCounters();
    private final FrameReader reader = new FrameReader();
    private final FrameWriter writer = new FrameWriter();
    private final EntryChunkWriter entries = new EntryChunkWriter();
    private final ReloadRound round;
    private final Map<Long, LoadSession> sessions = new LinkedHashMap<>();
    private final Pacer pacer;
    private long birthDate;
    private long termOf;
    private long term;
    private boolean isTrusted = true;

    public LoadServer(
            final LoadServerConfig config, final LoadSource source, final SessionOutput output) {
        this.config = config;
        this.source = source;
        this.output = output;
        round = new ReloadRound(config, source);
        pacer = new Pacer(config.bytesPerSecond());
    }

    /**
     * The newest term that this process knows of a database. Chunks carry it while that is the database being served:
     * the term of another one says nothing here, and does not make forget the one of what is served.
     */
    public void term(final long ofBirthDate, final long newest) {
        if (ofBirthDate != termOf && termOf == source.state().birthDate()) {
            return;
        }
        term = ofBirthDate == termOf ? Math.max(term, newest) : newest;
        termOf = ofBirthDate;
    }

    /** Whether the database is what it should be; while it is not, nothing is served from it. */
    void isTrusted(final boolean now) {
        isTrusted = now;
    }

    private boolean isServed(final DatabaseState state) {
        return isTrusted && state.coherent();
    }

    private long term(final DatabaseState state) {
        return state.birthDate() == termOf ? term : 0;
    }

    /** Takes a frame; what is no request is counted and dropped. */
    public void onFrame(
            final DirectBuffer buffer, final int offset, final int length, final long now) {
        switch (reader.read(buffer, offset, length)) {
            case LoadRequest request -> onRequest(request, now);
            case Unknown _ -> counters.increment(ReplicationCounter.UNKNOWN);
            case Malformed _ -> counters.increment(ReplicationCounter.MALFORMED);
            default -> {}
        }
    }

    /** Takes a request: a new load, its continuation, or how far it was followed. */
    void onRequest(final LoadRequest request, final long now) {
        final DatabaseState state = source.state();
        final LoadAnswer refusal = refusal(request, state);
        if (refusal != LoadAnswer.GRANTED) {
            forget(request.requester());
            answer(request.requester(), request.kind(), refusal);
            return;
        }
        final LoadSession known = sessions.get(request.requester());
        if (known != null) {
            known.continued(request, now);
            return;
        }
        final long from =
                request.kind() == LoadKind.INCREMENTAL ? request.fromLevel() : state.level() + 1;
        final LoadSource.Protection protection =
                sessions.size() < config.requesters() ? source.protectFrom(from) : null;
        if (protection == null) {
            counters.increment(ReplicationCounter.BUSY);
            answer(request.requester(), request.kind(), LoadAnswer.BUSY);
            return;
        }
        final LoadSession session = new LoadSession(request.requester(), protection);
        session.continued(request, now);
        sessions.put(request.requester(), session);
        // Only now is it sure that nothing more is trimmed.
        if (isTrimmed(request)) {
            forget(request.requester());
            answer(request.requester(), request.kind(), LoadAnswer.LOG_NO_LONGER_REACHES_BACK);
        } else {
            grant(session);
        }
    }

    /**
     * The way back to a requester is opened by its first request and takes a moment. Nothing is sent before the grant has
     * gone out, or it would be lost and the requester would turn to another server.
     */
    private void grant(final LoadSession session) {
        if (answer(session.requester(), session.kind(), LoadAnswer.GRANTED)) {
            session.granted();
        }
    }

    private void grantWaiting() {
        for (final LoadSession session : sessions.values()) {
            if (!session.isGranted()) {
                grant(session);
            }
        }
    }

    private LoadAnswer refusal(final LoadRequest request, final DatabaseState state) {
        if (!isServed(state)) {
            return LoadAnswer.NOT_COHERENT;
        }
        if (state.birthDate() != request.birthDate()) {
            return LoadAnswer.OTHER_BIRTH_DATE;
        }
        if (request.kind() == LoadKind.CONTINUOUS) {
            return LoadAnswer.GRANTED;
        }
        if (request.fromLevel() > state.level()) {
            return LoadAnswer.NOTHING_NEWER;
        }
        return isTrimmed(request) ? LoadAnswer.LOG_NO_LONGER_REACHES_BACK : LoadAnswer.GRANTED;
    }

    private boolean isTrimmed(final LoadRequest request) {
        final long oldest = source.oldestLoggedLevel();
        return request.kind() == LoadKind.INCREMENTAL
                && (oldest == 0 || request.fromLevel() < oldest);
    }

    private boolean answer(final long requester, final LoadKind kind, final LoadAnswer answer) {
        final DatabaseState state = source.state();
        final int length =
                writer.write(
                        new LoadGrant(
                                config.id(),
                                state.birthDate(),
                                term(state),
                                state.level(),
                                source.oldestLoggedLevel(),
                                kind,
                                answer,
                                retryAfterMillis(answer)));
        return counters.sent(output.offer(requester, writer.buffer(), 0, length), length);
    }

    private static int retryAfterMillis(final LoadAnswer answer) {
        return switch (answer) {
            case BUSY -> BUSY_MILLIS;
            case NOT_COHERENT, OTHER_BIRTH_DATE -> LOADING_MILLIS;
            case GRANTED, NOTHING_NEWER, LOG_NO_LONGER_REACHES_BACK -> 0;
        };
    }

    private void refuse(final LoadSession session, final LoadAnswer answer) {
        forget(session.requester());
        answer(session.requester(), session.kind(), answer);
    }

    private void forget(final long requester) {
        final LoadSession session = sessions.remove(requester);
        if (session != null) {
            session.close();
        }
    }

    /** Sends what is due, as the pace allows. Gives 0 when there was nothing to do. */
    public int doWork(final long now) {
        if (sessions.isEmpty()) {
            return 0;
        }
        final DatabaseState state = source.state();
        if (!isServed(state) || state.birthDate() != birthDate) {
            birthDate = state.birthDate();
            round.restart();
            dropAll(state);
        }
        dropSilent(now);
        grantWaiting();
        int chunks = 0;
        boolean isMore = true;
        while (isMore && chunks < config.chunksPerTurn() && pacer.mayGo(now)) {
            final boolean anyEntries = sendEntries(state);
            isMore = sendRecords(state, now) || anyEntries;
            chunks += isMore ? 1 : 0;
        }
        return chunks;
    }

    /** Requests that came since are of this birth date: {@link #onRequest} has checked. */
    private void dropAll(final DatabaseState state) {
        for (final LoadSession session : List.copyOf(sessions.values())) {
            if (!isServed(state) || session.birthDate() != state.birthDate()) {
                refuse(session, LoadAnswer.NOT_COHERENT);
            }
        }
    }

    private void dropSilent(final long now) {
        for (final LoadSession session : List.copyOf(sessions.values())) {
            if (now - session.heardAt() >= config.silenceNanos()
                    || session.isStalled(now, config.stallNanos())) {
                counters.increment(ReplicationCounter.REQUESTERS_DROPPED);
                forget(session.requester());
            }
        }
    }

    /** Sends the next chunk to the requester that has waited longest; false when nobody wants entries. */
    private boolean sendEntries(final DatabaseState state) {
        for (final LoadSession session : sessions.values()) {
            if (session.wantsEntries()) {
                sendEntries(session, state);
                return true;
            }
        }
        return false;
    }

    private void sendEntries(final LoadSession session, final DatabaseState state) {
        entries.begin(config.id(), state.birthDate(), term(state), state.level());
        boolean isFull = false;
        while (!isFull && session.nextLevel() <= state.level()) {
            counters.increment(ReplicationCounter.READS);
            final DirectBuffer entry = source.entry(session.nextLevel());
            if (entry == null || session.nextOffset() >= entry.capacity()) {
                forget(session.requester());
                answer(session.requester(), session.kind(), LoadAnswer.LOG_NO_LONGER_REACHES_BACK);
                return;
            }
            final int taken = entries.add(session.nextLevel(), entry, session.nextOffset());
            isFull = taken == 0 || taken < entry.capacity() - session.nextOffset();
            session.sent(taken, entry.capacity());
            isFull |= !session.hasWindow();
        }
        final boolean isCurrent = session.nextLevel() > state.level();
        final int length = entries.finish(isCurrent || !session.hasWindow());
        send(session.requester(), entries.buffer(), length);
        // To the end of the line, or out when it has all there is.
        sessions.remove(session.requester());
        if (isCurrent) {
            session.close();
        } else {
            sessions.put(session.requester(), session);
        }
    }

    /** Sends the next range to all who lack it; false when there is nobody, or somebody to wait for. */
    private boolean sendRecords(final DatabaseState state, final long now) {
        final ReloadRound.Turn turn =
                round.send(
                        sessions.values(),
                        birthDate,
                        term(state),
                        now,
                        (requester, chunk, length) -> send(requester, chunk.buffer(), length));
        if (turn == ReloadRound.Turn.NOTHING_TO_SEND) {
            return false;
        }
        counters.increment(ReplicationCounter.READS);
        if (turn == ReloadRound.Turn.NOT_SERVED) {
            refuseRound();
        }
        return turn == ReloadRound.Turn.SENT;
    }

    private void refuseRound() {
        for (final LoadSession session : List.copyOf(sessions.values())) {
            if (session.share() != null) {
                refuse(session, LoadAnswer.NOT_COHERENT);
            }
        }
    }

    private boolean send(final long requester, final DirectBuffer buffer, final int length) {
        pacer.gone(length);
        return counters.sent(output.offer(requester, buffer, 0, length), length);
    }

    /** Loads being served. */
    public int requesters() {
        return sessions.size();
    }

    public ReplicationCounters counters() {
        return counters;
    }
}
