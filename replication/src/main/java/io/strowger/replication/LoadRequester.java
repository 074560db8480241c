// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.replication.Message.LoadKind;
import io.strowger.replication.Message.LoadRequest;

/**
 * The asking side of a load: whom to ask, when, and when to ask somebody else. A server that is silent or refuses is
 * left for the next one; when all are silent the pauses grow, spread by the replica's id so that many replicas do
 * not come at once.
 */
final class LoadRequester {
    private static final int LONGEST_PAUSE = 4;
    private static final long AGAIN_SOON_NANOS = 20_000_000;
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

    /** A load begins: the best server is asked at once. */
    void begin(final long now) {
        attempt = 0;
        failures = 0;
        askAt = now;
        wasAsked = false;
    }

    /** Something useful came. */
    void progressed(final long now) {
        failures = 0;
        askAt = now + config.timing().loadRetry();
    }

    /** The window is used up: the same server is to be asked for more. */
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
        if (wasAsked) {
            attempt++;
            failures++;
        }
        wasAsked = true;
        askedAt = now;
        final int rounds = failures / Math.max(1, servers.count());
        final long pause = config.timing().loadRetry() << Math.min(rounds, LONGEST_PAUSE);
        askAt = now + pause + spread(rounds == 0 ? 0 : pause);
        return send(kind, birthDate, fromLevel, fromOffset, -1);
    }

    /** Tells the server how far a continuous reload was followed. */
    void acknowledge(final long birthDate, final long sequence) {
        send(LoadKind.CONTINUOUS, birthDate, 0, 0, sequence);
    }

    private boolean send(
            final LoadKind kind,
            final long birthDate,
            final long fromLevel,
            final int fromOffset,
            final long sequence) {
        final long server = servers.choose(attempt);
        if (server == 0) {
            return false;
        }
        final int length =
                writer.write(
                        new LoadRequest(
                                config.id(),
                                birthDate,
                                kind,
                                fromLevel,
                                fromOffset,
                                config.limits().windowBytes(),
                                sequence));
        return counters.sent(output.offer(server, writer.buffer(), 0, length), length);
    }

    private long spread(final long pause) {
        final long hash = (config.id() + attempt) * HASH;
        return pause == 0 ? 0 : Long.remainderUnsigned(hash ^ hash >>> 32, pause);
    }
}
