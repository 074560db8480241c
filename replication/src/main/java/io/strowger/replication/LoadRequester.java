// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.RecordPosition;
import io.strowger.replication.Message.LoadKind;
import io.strowger.replication.Message.LoadRequest;
import org.jspecify.annotations.Nullable;

/**
 * The asking side of a load: whom to ask, when, and when to ask somebody else. Who sends is asked for more, and told how
 * far it was followed: it protects the log for us, and counts what is under way. A server that is silent or refuses
 * is left for the next one; when all are silent the pauses grow, spread by the replica's id so that many replicas do not
 * come at once.
 */
final class LoadRequester {
    private static final int LONGEST_PAUSE = 4;
    private static final long AGAIN_SOON_NANOS = 20_000_000;
    private static final int GENTLE_REMINDERS = 6;
    private static final int PATIENCE_AT_FIRST = 2;
    private static final int REMINDERS = 9;
    private static final long NOTHING = -1;
    private static final long NOBODY = 0;
    private static final long HASH = 0x9E3779B97F4A7C15L;

    private final ReplicaConfig config;
    private final LoadServers servers;
    private final SessionOutput output;
    private final ReplicationCounters counters;
    private final FrameWriter writer = new FrameWriter();
    private int attempt;
    private int failures;
    private long askAt;
    private long askedAt;
    private boolean wasAsked;
    private long serving = NOBODY;
    private long followed = NOTHING;
    private int reminders;
    private long unsentSince;
    private boolean isUnsent;
    private @Nullable ContinuousReloading reload;

    LoadRequester(
            final ReplicaConfig config,
            final LoadServers servers,
            final SessionOutput output,
            final ReplicationCounters counters) {
        this.config = config;
        this.servers = servers;
        this.output = output;
        this.counters = counters;
    }

    /**
     * A load begins: the best server is asked at once.
     *
     * @param reload of which a server that is joined is told what is lacking; null when entries are loaded
     */
    void begin(final long now, final @Nullable ContinuousReloading reload) {
        this.reload = reload;
        attempt = 0;
        failures = 0;
        askAt = now;
        wasAsked = false;
        isUnsent = false;
        leave();
    }

    private void leave() {
        serving = NOBODY;
        followed = NOTHING;
        reminders = 0;
    }

    /** Something useful came from a server: the first that sends is followed, others stop when they hear nothing. */
    void progressed(final long server, final long now) {
        if (serving == NOBODY) {
            serving = server;
        }
        failures = 0;
        reminders = 0;
        askAt = now + config.timing().loadRetry();
    }

    /** Whether this is the server that is followed. */
    boolean isServedBy(final long server) {
        return serving == server;
    }

    /** The window is used up: who serves is to be asked for more. */
    void more(final long now) {
        failures = 0;
        wasAsked = false;
        askAt = now;
    }

    /** Something is missing in what came: it is asked for again, but not for each further frame that shows it. */
    void again(final long now) {
        if (wasAsked && now - askedAt >= AGAIN_SOON_NANOS) {
            wasAsked = false;
            askAt = now;
        }
    }

    /** The server is there and refused: the next one is asked, after a pause if given. */
    void refused(final long now, final long pauseNanos) {
        attempt++;
        failures = 0;
        leave();
        wasAsked = false;
        askAt = now + pauseNanos + spread(pauseNanos);
    }

    /** Asks when it is time; gives whether a request went out. */
    boolean askIfDue(
            final long now,
            final LoadKind kind,
            final long birthDate,
            final long fromLevel,
            final int fromOffset) {
        if (now - askAt < 0) {
            return false;
        }
        if (wasAsked && kind == LoadKind.CONTINUOUS && mayRemind()) {
            return remind(now, birthDate);
        }
        if (wasAsked) {
            turnToNext();
        }
        if (send(server(), kind, birthDate, fromLevel, fromOffset, NOTHING)) {
            wasAsked = true;
            isUnsent = false;
            askedAt = now;
            askAt = now + pause();
            return true;
        }
        waitForTheWay(now);
        return false;
    }

    private void turnToNext() {
        attempt++;
        failures++;
        wasAsked = false;
        leave();
    }

    private boolean mayRemind() {
        return serving != NOBODY && reminders < REMINDERS;
    }

    /** First by how far it was followed; if that does not help, by joining its round anew. */
    private boolean remind(final long now, final long birthDate) {
        final boolean isGentle =
                reminders < (followed == NOTHING ? PATIENCE_AT_FIRST : GENTLE_REMINDERS);
        reminders++;
        askAt = now + config.timing().loadRetry();
        if (isGentle && followed == NOTHING) {
            return false;
        }
        send(serving, LoadKind.CONTINUOUS, birthDate, 0, 0, isGentle ? followed : NOTHING);
        return true;
    }

    private long pause() {
        final int rounds = failures / Math.max(1, servers.count());
        final long pause = config.timing().loadRetry() << Math.min(rounds, LONGEST_PAUSE);
        return pause + spread(rounds == 0 ? 0 : pause);
    }

    /** The way to a server is opened by the first request, which is lost: it is asked again soon, before another one. */
    private void waitForTheWay(final long now) {
        if (!isUnsent) {
            isUnsent = true;
            unsentSince = now;
        }
        if (now - unsentSince < config.timing().loadRetry()) {
            askAt = now + AGAIN_SOON_NANOS;
            return;
        }
        isUnsent = false;
        turnToNext();
        askAt = now + pause() - config.timing().loadRetry();
    }

    private long server() {
        return serving == NOBODY ? servers.choose(attempt) : serving;
    }

    /** Tells who serves how far a continuous reload was followed. */
    void acknowledge(final long birthDate, final long sequence) {
        followed = sequence;
        send(serving, LoadKind.CONTINUOUS, birthDate, 0, 0, sequence);
    }

    private boolean send(
            final long server,
            final LoadKind kind,
            final long birthDate,
            final long fromLevel,
            final int fromOffset,
            final long sequence) {
        if (server == NOBODY) {
            return false;
        }
        final ContinuousReloading joining =
                kind == LoadKind.CONTINUOUS && sequence == NOTHING ? reload : null;
        final int length =
                writer.write(
                        new LoadRequest(
                                config.id(),
                                birthDate,
                                kind,
                                fromLevel,
                                fromOffset,
                                config.limits().windowBytes(),
                                sequence,
                                joining == null ? RecordPosition.START : joining.lackingAfter(),
                                joining == null ? RecordPosition.END : joining.lackingTo()));
        return counters.sent(output.offer(server, writer.buffer(), 0, length), length);
    }

    private long spread(final long pause) {
        final long hash = (config.id() + attempt) * HASH;
        return pause == 0 ? 0 : Long.remainderUnsigned(hash ^ hash >>> 32, pause);
    }
}
