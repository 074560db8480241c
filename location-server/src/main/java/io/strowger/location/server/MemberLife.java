// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.aeron.archive.client.ArchiveException;
import io.aeron.exceptions.AeronException;
import io.strowger.cluster.transport.ClusterSockets;
import io.strowger.cluster.transport.HostAddresses;
import io.strowger.cluster.transport.SocketWatch;
import io.strowger.location.DatabaseState;
import io.strowger.location.client.LocationUpdateAgent;
import io.strowger.location.server.LocationServerStatus.Phase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One life of the cluster member, from its launch until it is told to stop or fails. Location thread only. */
final class MemberLife {
    /** Secret from which every node derives the branches it puts into Via. */
    static final String BRANCH_KEY = "branch-key";

    /** Secret with which nonces are made and checked. */
    static final String NONCE_KEY = "nonce-key";

    private static final int BRANCH_KEY_BYTES = 16;
    private static final int NONCE_KEY_BYTES = 32;
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SNAPSHOT_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final LocationParts parts;
    private final LocationUpdateAgent agent;
    private final LocationService service;
    private final SnapshotRoutine snapshots;
    private final Rest rest;
    private @Nullable EnrolmentDesk desk;
    private @Nullable String failure;
    private long progressNanos;
    private long repliesSeen;
    private boolean windingUp;

    MemberLife(final LocationParts parts) {
        this.parts = parts;
        agent = parts.agent();
        rest = new Rest(parts);
        service =
                new LocationService(
                        parts.store(),
                        parts.config().expiryInterval().toMillis(),
                        parts.config().group() == null
                                && (parts.logIsNew() || !parts.config().fileSync()),
                        parts.counters());
        snapshots =
                new SnapshotRoutine(
                        parts.store(),
                        parts.counters(),
                        parts.faults(),
                        parts.config().snapshotLogBytes());
    }

    /**
     * Lives until told to stop.
     *
     * @return why the member ended by itself, null when it was told to
     */
    @Nullable String live(final Path aeronDirectory, final BooleanSupplier stopping) {
        final MemberContexts contexts =
                new MemberContexts(parts.config(), aeronDirectory, sockets(), this::onError);
        try (LocationServerMember member =
                LocationServerMember.launch(contexts, service, this::onError)) {
            agent.attach(member.aeron(), System.nanoTime());
            desk = desk(member);
            progressNanos = System.nanoTime();
            while (!stopping.getAsBoolean() && failure == null) {
                round(member);
            }
            if (failure == null) {
                windUp(member);
            }
        } catch (final RuntimeException | Error failed) {
            fail(describe(failed));
        } finally {
            desk = null;
            agent.detach();
            parts.state().close(Phase.RECOVERING);
        }
        return failure;
    }

    /** Closed with the member, whose Aeron client it uses. */
    private @Nullable EnrolmentDesk desk(final LocationServerMember member) {
        final GroupConfig group = parts.config().group();
        return group == null || group.members().size() == 1
                ? null
                : member.own(
                        new EnrolmentDesk(
                                parts.config(),
                                group,
                                parts.store(),
                                parts.faults(),
                                member.aeron()));
    }

    private EnrolmentState enrolmentState() {
        if (!service.databaseExists()) {
            return EnrolmentState.BLANK;
        }
        if (service.leads()) {
            return EnrolmentState.LEADS;
        }
        final GroupConfig group = parts.config().group();
        return group != null && group.soleSurvivor() && !agent.connected()
                ? EnrolmentState.SOLE_SURVIVOR
                : EnrolmentState.HOLDS;
    }

    private @Nullable ClusterSockets sockets() {
        final GroupConfig group = parts.config().group();
        final SocketWatch watch = parts.watch();
        return group == null || watch == null
                ? null
                : new ClusterSockets(
                        group.secrets(),
                        watch,
                        new HostAddresses(),
                        new StrangerLog(parts.faults()));
    }

    /** Why log and database must not be used together, null when they may. */
    @Nullable String refusal() {
        return service.refusal();
    }

    private void round(final LocationServerMember member) {
        final long nowNanos = System.nanoTime();
        int work = member.doWork();
        if (!member.isRunning()) {
            // Its counters lie in memory that is no longer there: to read one would end the
            // process.
            fail("the location server's cluster member ended and is launched anew");
            return;
        }
        work += service.sendUnsent(nowNanos) + agent.doWork(nowNanos);
        if (service.leads() && !service.databaseExists()) {
            work += createDatabase(nowNanos);
        } else if (service.databaseExists()) {
            work += serve(member, nowNanos);
        }
        final EnrolmentDesk open = desk;
        if (open != null) {
            work += open.doWork(enrolmentState(), member, nowNanos);
        }
        watch(nowNanos);
        rest.after(work, nowNanos);
    }

    private int serve(final LocationServerMember member, final long nowNanos) {
        if (!windingUp) {
            if (service.leads() || (agent.connected() && !member.isElecting())) {
                parts.state().open();
            } else {
                parts.state().close(Phase.ELECTING);
            }
        }
        return snapshots.doWork(member, service.leads(), nowNanos);
    }

    /** All randomness of a database goes through the log, so every member gets the same. */
    private int createDatabase(final long nowNanos) {
        if (!agent.connected() || agent.busy()) {
            return 0;
        }
        final SecureRandom random = new SecureRandom();
        final byte[] branchKey = new byte[BRANCH_KEY_BYTES];
        final byte[] nonceKey = new byte[NONCE_KEY_BYTES];
        random.nextBytes(branchKey);
        random.nextBytes(nonceKey);
        final long birthDate =
                DatabaseState.birthDate(System.currentTimeMillis(), random.nextLong());
        agent.createDatabase(
                birthDate, Map.of(BRANCH_KEY, branchKey, NONCE_KEY, nonceKey), nowNanos);
        return 1;
    }

    private void watch(final long nowNanos) {
        if (parts.config().group() != null) {
            // Without the others it does not commit either, and would not after a new launch.
            return;
        }
        final long replies = agent.replies();
        if (replies != repliesSeen || (agent.connected() && !agent.busy())) {
            repliesSeen = replies;
            progressNanos = nowNanos;
        } else if (nowNanos - progressNanos > STALL_NANOS) {
            fail("the location server does not commit");
        }
    }

    /** Lets what is under way end, and makes the next start short. */
    private void windUp(final LocationServerMember member) {
        windingUp = true;
        parts.state().close(Phase.STOPPED);
        long deadline = System.nanoTime() + DRAIN_NANOS;
        while (agent.busy() && failure == null && System.nanoTime() - deadline < 0) {
            round(member);
        }
        // Among others it is better to go at once: one of them takes over.
        final boolean alone = parts.config().group() == null;
        if (alone
                && failure == null
                && service.leads()
                && service.databaseExists()
                && snapshots.worthwhile()) {
            snapshots.hurry(member);
            deadline = System.nanoTime() + SNAPSHOT_NANOS;
            while (!snapshots.idle() && failure == null && System.nanoTime() - deadline < 0) {
                round(member);
            }
        }
    }

    private void onError(final Throwable error) {
        if (error instanceof final ArchiveException archiveError
                && archiveError.getCause() instanceof java.io.IOException) {
            // The recording is closed now and nothing can be committed any more.
            fail(describe(error));
        } else if (error instanceof final AeronException event
                && event.category() == AeronException.Category.WARN) {
            // What belongs to an election, such as that a leader is not heard any more.
            parts.faults().note(describe(error));
        } else if (failure == null && service.refusal() == null) {
            parts.faults().report("location server: " + describe(error), System.nanoTime());
        }
    }

    private void fail(final String reason) {
        if (failure == null) {
            failure = reason;
        }
    }

    private static String describe(final Throwable error) {
        final String message = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
        return error.getClass().getSimpleName() + " " + message;
    }
}
