// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.aeron.Aeron;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.RecordingLog;
import io.aeron.driver.MediaDriver;
import io.strowger.cluster.transport.AeronDirectory;
import io.strowger.cluster.transport.ClusterSockets;
import io.strowger.cluster.transport.HostAddresses;
import io.strowger.cluster.transport.SocketWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentInvoker;

/**
 * What a member does before it opens its files: makes sure that it may begin with them.
 *
 * <p>A member without a log gets a copy of the files of the member that leads. It begins with nothing only together with
 * all others, when none of them has anything: two members that have lost their disks must not found a new database while
 * the third one has the old. A member that was away for longer than the others keep their log gets a copy, too.
 */
public final class Enrolment implements AutoCloseable {
    private static final long TURN_NANOS = 5_000_000;

    private final LocationServerConfig config;
    private final GroupConfig group;
    private final FaultLog faults = new FaultLog();
    private final SocketWatch watch = new SocketWatch();
    private final DirectoryLock lock;

    private Enrolment(
            final LocationServerConfig config, final GroupConfig group, final DirectoryLock lock) {
        this.config = config;
        this.group = group;
        this.lock = lock;
    }

    /**
     * Waits until this member may begin. Does nothing for the only member.
     *
     * @param database directory of the database; no store may be open there
     * @param stopping ends the wait
     * @throws IOException when the directories cannot be used
     */
    public static void complete(
            final LocationServerConfig config, final Path database, final BooleanSupplier stopping)
            throws IOException {
        final GroupConfig group = config.group();
        if (group == null) {
            return;
        }
        Files.createDirectories(config.directory());
        final DirectoryLock lock = DirectoryLock.acquire(config.directory());
        try (Enrolment enrolment = new Enrolment(config, group, lock)) {
            ImageReceiver.install(config.directory(), database);
            if (group.members().size() > 1) {
                enrolment.run(stopping);
                ImageReceiver.install(config.directory(), database);
            }
        }
    }

    private void run(final BooleanSupplier stopping) throws IOException {
        final MediaDriver driver = MediaDriver.launch(driver());
        Aeron aeron = null;
        try {
            final AgentInvoker driverWork = driver.sharedAgentInvoker();
            aeron =
                    Aeron.connect(
                            new MemberContexts(
                                            config,
                                            Path.of(driver.aeronDirectoryName()),
                                            null,
                                            this::onError)
                                    .client("enrolment", driverWork, driverWork::invoke));
            final AgentInvoker clientWork = aeron.conductorAgentInvoker();
            try (EnrolmentTalk talk =
                    new EnrolmentTalk(config, group, aeron, ownExtent(), faults)) {
                while (!talk.isOver() && !stopping.getAsBoolean()) {
                    final int work =
                            driverWork.invoke()
                                    + clientWork.invoke()
                                    + talk.doWork(System.nanoTime());
                    if (work == 0) {
                        watch.await(TURN_NANOS);
                    }
                }
            }
        } finally {
            CloseHelper.quietCloseAll(aeron, driver);
        }
    }

    private MediaDriver.Context driver() throws IOException {
        final ClusterSockets sockets =
                new ClusterSockets(
                        group.secrets(), watch, new HostAddresses(), new StrangerLog(faults));
        return new MemberContexts(
                        config, AeronDirectory.prepare(config.directory()), sockets, this::onError)
                .driver();
    }

    private void onError(final Throwable error) {
        faults.report("enrolment", error, System.nanoTime());
    }

    /** Position of the newest snapshot of the own log, -1 when there is no log. */
    private long ownExtent() throws IOException {
        final Path cluster = config.directory().resolve("cluster");
        if (!Files.exists(cluster.resolve("recording.log"))) {
            return -1;
        }
        try (RecordingLog log = new RecordingLog(cluster.toFile(), false)) {
            final RecordingLog.Entry snapshot =
                    log.getLatestSnapshot(ConsensusModule.Configuration.SERVICE_ID);
            return snapshot == null ? 0 : snapshot.logPosition;
        }
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(watch, lock);
    }
}
