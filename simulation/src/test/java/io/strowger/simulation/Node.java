// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import io.strowger.location.DatabaseState;
import io.strowger.replication.MemoryStore;
import io.strowger.replication.Message.Activity;
import io.strowger.replication.Message.Announcement;
import io.strowger.replication.Message.LastLoad;
import io.strowger.replication.Message.Role;
import io.strowger.replication.Replica;
import io.strowger.replication.ReplicaConfig;
import io.strowger.replication.ReplicaListener;
import io.strowger.replication.SessionOutput;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** A process with a replica: a cluster node, or by its subclass a designated receiver. Its state is checked at each step. */
class Node extends Machine {
    protected final Network network;
    protected final Ladder ladder;
    private final Truth truth;
    private final MemoryStore store;
    private DatabaseState last = DatabaseState.NONE;
    private boolean damaged;
    private boolean mayDiffer;
    private long reloads;
    private long loads;
    private long alarms;
    private Replica replica;

    Node(
            final long id,
            final String name,
            final Schedule schedule,
            final Random chance,
            final Network network,
            final Ladder ladder,
            final Truth truth,
            final MemoryStore store) {
        super(id, name, schedule, chance);
        this.network = network;
        this.ladder = ladder;
        this.truth = truth;
        this.store = store;
        replica = newReplica();
    }

    /** A replica that begins with what the store holds. */
    protected Replica newReplica() {
        return new Replica(config(Role.NODE), store, sessions(), watch());
    }

    protected final ReplicaConfig config(final Role role) {
        return ReplicaConfig.standard(id(), name(), role);
    }

    protected final SessionOutput sessions() {
        return (to, buffer, offset, length) -> network.send(id(), to, buffer, offset, length);
    }

    /** Counts and checks. */
    protected final ReplicaListener watch() {
        return new ReplicaListener() {
            @Override
            public void onCommitted(final DatabaseState state) {
                check(state);
            }

            @Override
            public void onLoad(final LastLoad kind) {
                ladder.note(() -> name() + " : load " + kind);
                if (kind == LastLoad.INCREMENTAL) {
                    loads++;
                } else {
                    reloads++;
                }
            }

            @Override
            public void onDigestDiffers(final DatabaseState own, final Announcement announced) {
                ladder.note(() -> name() + " : digest differs at " + own.level());
                alarms++;
            }
        };
    }

    /** Levels only rise, and equal birth date and level means equal digest, unless we have damaged it ourselves. */
    private void check(final DatabaseState state) {
        if (!mayDiffer && last.birthDate() == state.birthDate() && state.level() < last.level()) {
            throw new AssertionError(
                    name() + " falls from level " + last.level() + " to " + state.level());
        }
        last = state;
        final String defect = truth.defect(state);
        if (defect.isEmpty()) {
            damaged = false;
        } else if (!damaged && !mayDiffer) {
            throw new AssertionError(name() + " " + defect);
        }
    }

    /**
     * What it holds or takes may be what no longer is, because the group has lost levels or a load server is damaged: its
     * level may fall and its digest differ until it has found out. What counts is how it ends.
     */
    void mayDiffer() {
        mayDiffer = true;
    }

    /** Changes a record behind its back. */
    void damage() {
        if (store.damage()) {
            ladder.note(() -> name() + " ** is damaged");
            damaged = true;
        }
    }

    /** Whether it holds what the group has committed, and says so. */
    boolean isInStep() {
        return isAlive()
                && store.state().coherent()
                && store.state().birthDate() == truth.birthDate()
                && store.state().level() == truth.level()
                && replica().activity() == Activity.IN_STEP
                && replica().report(clock()).lagMillis() == 0
                && store.hasSameRecordsAs(truth.model());
    }

    final MemoryStore store() {
        return store;
    }

    Replica replica() {
        return replica;
    }

    long incrementalLoads() {
        return loads;
    }

    long reloads() {
        return reloads;
    }

    long alarms() {
        return alarms;
    }

    @Override
    protected final void onFrame(final UnsafeBuffer frame, final int length) {
        final long birthDate = replica().birthDate();
        final long term = replica().term();
        taken(frame, length);
        if (birthDate == replica().birthDate() && replica().term() < term) {
            throw new AssertionError(
                    name() + " falls from term " + term + " to " + replica().term());
        }
    }

    /** A frame for its machine. */
    protected void taken(final UnsafeBuffer frame, final int length) {
        replica.onFrame(frame, 0, length, clock());
    }

    @Override
    final long newestTerm(final long birthDate) {
        return replica().birthDate() == birthDate ? replica().term() : 0;
    }

    @Override
    protected void doWork() {
        replica.doWork(clock());
    }

    @Override
    protected final void onCrash(final String why) {
        ladder.note(() -> name() + " ** crashes: " + why + " after " + store.lastStep());
        store.crash();
    }

    @Override
    protected final void onRestart() {
        ladder.note(() -> name() + " ** starts with " + store.state());
        replica = newReplica();
    }

    /** How it stands, for people. */
    String describe() {
        return name()
                + " alive "
                + isAlive()
                + " "
                + replica().activity()
                + " "
                + store.state()
                + " known "
                + replica().knownLevel()
                + " term "
                + replica().term();
    }
}
