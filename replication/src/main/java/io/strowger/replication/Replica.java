// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.DatabaseState;
import io.strowger.replication.Message.Activity;
import io.strowger.replication.Message.Announcement;
import io.strowger.replication.Message.Entry;
import io.strowger.replication.Message.EntryChunk;
import io.strowger.replication.Message.EntryPart;
import io.strowger.replication.Message.LastLoad;
import io.strowger.replication.Message.LoadAnswer;
import io.strowger.replication.Message.LoadGrant;
import io.strowger.replication.Message.LoadKind;
import io.strowger.replication.Message.LoadRequest;
import io.strowger.replication.Message.Malformed;
import io.strowger.replication.Message.RecordChunk;
import io.strowger.replication.Message.RegionReport;
import io.strowger.replication.Message.ReplicaReport;
import io.strowger.replication.Message.Unknown;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a local copy of the location database in step with the leader. A duty cycle drives it: every frame that came,
 * then {@link #doWork}. Time is monotonic nanoseconds. One thread.
 *
 * <pre>
 * WAITING    nobody has announced anything yet
 * IN_STEP    the next entry comes by the stream and is applied by the steps of figure 4
 * LOADING    entries are missing: asked for level by level (figure 7)
 * RELOADING  entries do not lead there: all records in rounds (figure 6), then the entries since
 * </pre>
 */
public final class Replica {
    private static final long BUSY_PAUSE_NANOS = 20_000_000;
    private static final long MILLI = 1_000_000;
    private final ReplicaConfig config;
    private final ReplicaStore store;
    private final ReplicaListener listener;
    private final ReplicationCounters counters = new ReplicationCounters();
    private final FrameReader reader = new FrameReader();
    private final LevelWatch watch = new LevelWatch();
    private final Fence fence;
    private final LoadServers servers;
    private final LoadRequester requester;
    private final EntryIntake intake;
    private final DigestAlarm digestAlarm;
    private final CurrentLoad load = new CurrentLoad();
    private final ReplicaReporter reporter;
    private @Nullable ContinuousReloading reload;
    private long announcedTerm;
    private int logRefusals;

    /** A replica of what is in the store; it waits for the first announcement. */
    public Replica(
            final ReplicaConfig config,
            final ReplicaStore store,
            final SessionOutput output,
            final ReplicaListener listener) {
        this.config = config;
        this.store = store;
        this.listener = listener;
        final long silence = config.timing().silence();
        fence = new Fence(store.state().birthDate(), store.term(), silence);
        servers = new LoadServers(config.id(), silence);
        requester = new LoadRequester(config, servers, output, counters);
        intake = new EntryIntake(config, store, listener, counters, watch);
        digestAlarm = new DigestAlarm(config.timing().reloadBackoff());
        reporter = new ReplicaReporter(config, store, load, watch, digestAlarm, output, counters);
    }

    /** Takes a frame, whoever it is from. Bytes that are no message for a replica are counted and dropped. */
    public void onFrame(
            final DirectBuffer buffer, final int offset, final int length, final long now) {
        onMessage(reader.read(buffer, offset, length), now);
    }

    /** Takes a message; false when it was refused: of an older term, of another database, or none for a replica. */
    boolean onMessage(final Message message, final long now) {
        return switch (message) {
            case Announcement announcement -> onAnnouncement(announcement, now);
            case Entry entry -> onEntry(entry, now);
            case EntryChunk chunk -> onEntryChunk(chunk, now);
            case RecordChunk chunk -> onRecordChunk(chunk, now);
            case LoadGrant grant -> onGrant(grant, now);
            case LoadRequest _, ReplicaReport _, RegionReport _ -> false;
            case Unknown _ -> refuse(ReplicationCounter.UNKNOWN);
            case Malformed _ -> refuse(ReplicationCounter.MALFORMED);
        };
    }

    private boolean refuse(final ReplicationCounter reason) {
        counters.increment(reason);
        return false;
    }

    private boolean onAnnouncement(final Announcement announced, final long now) {
        final long birthDateBefore = fence.birthDate();
        final long termBefore = fence.term();
        if (fence.announced(announced.birthDate(), announced.term(), now).isRefused(counters)) {
            return false;
        }
        servers.heard(announced, now);
        commit(now);
        final boolean isOtherDatabase = birthDateBefore != announced.birthDate();
        if (isOtherDatabase || termBefore != announced.term()) {
            intake.forgetHeld();
        }
        if (isOtherDatabase || announcedTerm != announced.term()) {
            // A new leader holds all there is, be it less than what was heard of before.
            announcedTerm = announced.term();
            watch.restart(announced.level());
        }
        watch.heard(announced.level(), intake.level(), now);
        final ContinuousReloading underWay = reload;
        if (underWay == null) {
            judge(announced, now);
        } else if (underWay.birthDate() != announced.birthDate()) {
            reload(LastLoad.OTHER_BIRTH_DATE, now);
        } else if (isAhead(underWay.highest(), announced, now)
                || underWay.floor() > watch.known()) {
            reloadBehind(announced, now);
        }
        return true;
    }

    private boolean isAhead(final long taken, final Announcement announced, final long now) {
        return watch.isAhead(taken, announced.level(), config.timing().ahead(), now);
    }

    private void judge(final Announcement announced, final long now) {
        load.announced();
        final boolean isAhead = isAhead(store.state().level(), announced, now);
        switch (CatchUp.decide(store.state(), announced)) {
            case CatchUp.InStep() -> digestAlarm.clear();
            case CatchUp.IncrementalLoad _ -> watch.gap(now);
            case CatchUp.ContinuousReload(LastLoad reason) -> {
                if (reason == LastLoad.AHEAD_OF_LOCATION_SERVER && isAhead) {
                    reloadBehind(announced, now);
                } else if (reason != LastLoad.AHEAD_OF_LOCATION_SERVER
                        && isReloadDue(reason, announced, now)) {
                    reload(reason, now);
                }
            }
        }
    }

    private boolean isReloadDue(
            final LastLoad reason, final Announcement announced, final long now) {
        if (reason != LastLoad.DIGEST_DIFFERS) {
            return true;
        }
        if (digestAlarm.raise()) {
            counters.increment(ReplicationCounter.DIGEST_DIFFERS);
            listener.onDigestDiffers(store.state(), announced);
        }
        return digestAlarm.isReloadDue(now);
    }

    /** The group has lost levels: what it announces is all there is. */
    private void reloadBehind(final Announcement announced, final long now) {
        watch.restart(announced.level());
        reload(LastLoad.AHEAD_OF_LOCATION_SERVER, now);
    }

    private void reload(final LastLoad reason, final long now) {
        intake.close();
        reload =
                new ContinuousReloading(
                        store, reason, fence.birthDate(), watch.known(), config.limits().ranges());
        counters.increment(ReplicationCounter.CONTINUOUS_RELOADS);
        beginLoad(Activity.RELOADING, reason, now);
    }

    private void beginLoad(final Activity kind, final LastLoad reason, final long now) {
        load.begin(kind, reason, now);
        logRefusals = 0;
        reporter.hasNews();
        requester.begin(now, reload);
        listener.onLoad(reason);
    }

    private void endLoad(final long now) {
        load.end(now);
        reporter.hasNews();
    }

    /**
     * Judges what is no announcement. The first frame of a newer term takes away what former terms left waiting: it may
     * be of levels that the group has lost and given to other changes since.
     */
    private boolean isCarriedRefused(final long birthDate, final long term) {
        final long termBefore = fence.term();
        if (fence.carried(birthDate, term).isRefused(counters)) {
            return true;
        }
        if (termBefore != fence.term()) {
            intake.forgetHeld();
        }
        return false;
    }

    private boolean onEntry(final Entry entry, final long now) {
        if (isCarriedRefused(entry.birthDate(), entry.term())) {
            return false;
        }
        watch.heard(entry.part().level(), intake.level(), now);
        intake.onStream(entry.part(), now);
        return true;
    }

    private void commit(final long now) {
        if (intake.commit(now)) {
            endReloadIfReached(now);
        }
    }

    private void endReloadIfReached(final long now) {
        final ContinuousReloading underWay = reload;
        if (underWay == null || !underWay.isReachedBy(store.state().level())) {
            return;
        }
        final StepOutcome outcome = store.endReload();
        if (outcome != StepOutcome.DONE) {
            restartReload(outcome, now);
            return;
        }
        reload = null;
        intake.open();
        endLoad(now);
        final DatabaseState state = store.state();
        watch.reached(state.level());
        listener.onCommitted(state);
    }

    private void restartReload(final StepOutcome why, final long now) {
        reload(load.reason(), now);
        if (why == StepOutcome.STORE_FULL) {
            intake.storeIsFull(now);
        } else {
            counters.increment(ReplicationCounter.DAMAGED);
            requester.refused(now, BUSY_PAUSE_NANOS);
        }
    }

    private boolean onEntryChunk(final EntryChunk chunk, final long now) {
        if (isCarriedRefused(chunk.birthDate(), chunk.term())) {
            return false;
        }
        if (!load.is(Activity.LOADING) && (reload == null || !reload.isRepairing())) {
            return false;
        }
        final long before = intake.level();
        final int lengthBefore = intake.loadedLength(before + 1);
        for (final EntryPart part : chunk.parts()) {
            intake.onLoad(part, now);
        }
        if (intake.level() > before || intake.loadedLength(before + 1) > lengthBefore) {
            logRefusals = 0;
            requester.progressed(chunk.server(), now);
            if (chunk.endOfWindow()) {
                requester.more(now);
            }
        } else {
            requester.again(now);
        }
        return true;
    }

    private boolean onRecordChunk(final RecordChunk chunk, final long now) {
        if (isCarriedRefused(chunk.birthDate(), chunk.term())) {
            return false;
        }
        final ContinuousReloading underWay = reload;
        if (underWay == null || underWay.isRepairing() || !underWay.hasBegun()) {
            return false;
        }
        final StepOutcome outcome = underWay.onChunk(chunk);
        if (outcome != StepOutcome.DONE) {
            restartReload(outcome, now);
        } else if (underWay.isRepairing()) {
            intake.openForRepair();
            requester.progressed(chunk.server(), now);
            requester.more(now);
            endReloadIfReached(now);
        } else {
            requester.progressed(chunk.server(), now);
            if (requester.isServedBy(chunk.server())
                    && underWay.isToAcknowledge(config.limits().windowBytes())) {
                requester.acknowledge(underWay.birthDate(), underWay.sequence());
            }
        }
        return true;
    }

    private boolean onGrant(final LoadGrant grant, final long now) {
        if (!load.isUnderWay()) {
            return false;
        }
        if (grant.answer() == LoadAnswer.GRANTED) {
            requester.progressed(grant.server(), now);
            return true;
        }
        requester.refused(now, Math.max(BUSY_PAUSE_NANOS, grant.retryAfterMillis() * MILLI));
        if (grant.answer() == LoadAnswer.LOG_NO_LONGER_REACHES_BACK
                && ++logRefusals >= servers.count()) {
            reload(LastLoad.LOG_NO_LONGER_REACHES_BACK, now);
        }
        return true;
    }

    /** Does what is due: commits what came, asks for what is missing, reports. Gives 0 when there was nothing to do. */
    public int doWork(final long now) {
        int work = intake.isPending() ? 1 : 0;
        intake.applyHeld(now);
        commit(now);
        if (!intake.isStoreFull(now)) {
            work += loadWork(now);
        }
        return work + reporter.reportIfDue(servers.parent(), now);
    }

    private int loadWork(final long now) {
        final ContinuousReloading underWay = reload;
        if (underWay != null) {
            return reloadWork(underWay, now);
        }
        if (load.is(Activity.LOADING) && intake.level() >= watch.known()) {
            endLoad(now);
            return 1;
        }
        if (load.is(Activity.IN_STEP) && watch.isGapOlderThan(config.timing().reorder(), now)) {
            counters.increment(ReplicationCounter.INCREMENTAL_LOADS);
            beginLoad(Activity.LOADING, LastLoad.INCREMENTAL, now);
        }
        return load.is(Activity.LOADING) ? askForEntries(fence.birthDate(), now) : 0;
    }

    private int reloadWork(final ContinuousReloading underWay, final long now) {
        if (!underWay.hasBegun() && underWay.begin() != StepOutcome.DONE) {
            intake.storeIsFull(now);
            return 1;
        }
        if (!underWay.isRepairing()) {
            return ask(LoadKind.CONTINUOUS, underWay.birthDate(), 0, now);
        }
        endReloadIfReached(now);
        return reload == null ? 1 : askForEntries(underWay.birthDate(), now);
    }

    private int askForEntries(final long birthDate, final long now) {
        return ask(LoadKind.INCREMENTAL, birthDate, intake.level() + 1, now);
    }

    private int ask(
            final LoadKind kind, final long birthDate, final long fromLevel, final long now) {
        final int offset = kind == LoadKind.INCREMENTAL ? intake.loadedLength(fromLevel) : 0;
        return requester.askIfDue(now, kind, birthDate, fromLevel, offset) ? 1 : 0;
    }

    /** What this replica says of itself. */
    public ReplicaReport report(final long now) {
        return reporter.report(now);
    }

    /** Whom it follows and reports to; 0 before the first announcement. */
    public long parent() {
        return servers.parent();
    }

    /** What it is doing. */
    public Activity activity() {
        return load.activity();
    }

    /** Whether it knows that it differs from the leader. */
    boolean isDifferent() {
        return digestAlarm.isRaised();
    }

    /** Highest term heard. */
    public long term() {
        return fence.term();
    }

    /** Birth date of the database that is followed; 0 before the first announcement of a blank replica. */
    public long birthDate() {
        return fence.birthDate();
    }

    /** Highest level heard of. */
    public long knownLevel() {
        return watch.known();
    }

    public ReplicationCounters counters() {
        return counters;
    }
}
