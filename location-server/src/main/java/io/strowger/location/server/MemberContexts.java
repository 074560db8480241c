// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.aeron.Aeron;
import io.aeron.RethrowingErrorHandler;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.NoOpLock;

/**
 * Aeron's settings for a cluster of one member inside this process.
 *
 * <p>Every channel is shared memory: there is no port to choose, to open or to attack, and a round of the driver costs
 * no system call. Buffers are small because one client with at most eight frames of 60 KiB under way uses them.
 */
final class MemberContexts {
    static final int ARCHIVE_CLIENT_OF_CONSENSUS = 120;
    static final int ARCHIVE_CLIENT_OF_SERVICE = 121;
    static final int ARCHIVE_CLIENT_OF_TRIMMER = 122;

    /** Channel on which the location client reaches the consensus module. */
    static final String INGRESS = "aeron:ipc?term-length=1m|mtu=65504";

    /** Channel of the replies. */
    static final String EGRESS = "aeron:ipc?term-length=64k";

    private static final String LOG = "aeron:ipc?term-length=1m|mtu=65504";
    private static final String SMALL = "aeron:ipc?term-length=64k";
    private static final String SNAPSHOT = "aeron:ipc?alias=snapshot|term-length=64k";
    private static final int SEGMENT_BYTES = 16 << 20;
    private static final int COUNTER_TYPE = 10_001;

    /** A stop of the whole process for this long (debugger, suspended host) does not end the member. */
    private static final long LIVENESS_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final LocationServerConfig config;
    private final Path aeronDirectory;
    private final ErrorHandler errorHandler;

    MemberContexts(
            final LocationServerConfig config,
            final Path aeronDirectory,
            final ErrorHandler errorHandler) {
        this.config = config;
        this.aeronDirectory = aeronDirectory;
        this.errorHandler = errorHandler;
    }

    MediaDriver.Context driver() {
        return new MediaDriver.Context()
                .aeronDirectoryName(aeronDirectory.toString())
                .threadingMode(ThreadingMode.INVOKER)
                .asyncExecutorEnabled(false)
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .warnIfDirectoryExists(false)
                .counterValuesBufferLength(1 << 20)
                .ipcTermBufferLength(64 << 10)
                .publicationTermBufferLength(64 << 10)
                .termBufferSparseFile(true)
                .clientLivenessTimeoutNs(LIVENESS_NANOS)
                .publicationUnblockTimeoutNs(LIVENESS_NANOS + LIVENESS_NANOS / 2)
                .errorHandler(errorHandler);
    }

    Aeron.Context client(
            final String name, final AgentInvoker driver, final IntSupplier driverWork) {
        return new Aeron.Context()
                .aeronDirectoryName(aeronDirectory.toString())
                .clientName(name)
                .driverAgentInvoker(driver)
                .useConductorAgentInvoker(true)
                .awaitingIdleStrategy(new Waiting(driverWork))
                .clientLock(NoOpLock.INSTANCE)
                .subscriberErrorHandler(RethrowingErrorHandler.INSTANCE)
                .errorHandler(errorHandler);
    }

    Archive.Context archive(final Aeron client) {
        return new Archive.Context()
                .aeron(client)
                .ownsAeronClient(false)
                .errorCounter(client.addCounter(COUNTER_TYPE, "archive errors"))
                .archiveId(config.memberId())
                .archiveDir(archiveDirectory())
                .markFileDir(markDirectory())
                .threadingMode(ArchiveThreadingMode.INVOKER)
                .controlChannelEnabled(false)
                .localControlChannel(SMALL)
                .archiveClientContext(new AeronArchive.Context().controlResponseChannel(SMALL))
                .replicationChannel("aeron:ipc")
                .recordingEventsEnabled(false)
                .segmentFileLength(SEGMENT_BYTES)
                .fileSyncLevel(syncLevel())
                .catalogFileSyncLevel(syncLevel())
                .errorHandler(errorHandler);
    }

    AeronArchive.Context archiveClient(
            final int responseStream, final AgentInvoker archive, final IntSupplier archiveWork) {
        return new AeronArchive.Context()
                .controlRequestChannel(SMALL)
                .controlResponseChannel(SMALL)
                .controlRequestStreamId(AeronArchive.Configuration.localControlStreamId())
                .controlResponseStreamId(responseStream)
                .agentInvoker(archive)
                .idleStrategy(new Waiting(archiveWork))
                .errorHandler(errorHandler);
    }

    ClusteredServiceContainer.Context service(
            final Aeron client,
            final ClusteredService service,
            final AeronArchive.Context archive,
            final ThreadFactory threadFactory,
            final IntSupplier archiveWork) {
        return new ClusteredServiceContainer.Context()
                .aeron(client)
                .ownsAeronClient(false)
                .errorCounter(client.addCounter(COUNTER_TYPE, "location service errors"))
                .clusterDir(clusterDirectory())
                .markFileDir(markDirectory())
                .archiveContext(archive)
                .controlChannel(SMALL)
                .snapshotChannel(SNAPSHOT)
                .replayChannel("aeron:ipc")
                .clusteredService(service)
                .idleStrategySupplier(() -> new Waiting(archiveWork))
                .threadFactory(threadFactory)
                .errorHandler(errorHandler);
    }

    ConsensusModule.Context consensus(
            final Aeron client, final AeronArchive.Context archive, final IntSupplier serviceWork) {
        return new ConsensusModule.Context()
                .aeron(client)
                .ownsAeronClient(false)
                .errorCounter(client.addCounter(COUNTER_TYPE, "consensus module errors"))
                .clusterMemberId(config.memberId())
                .clusterMembers(config.memberId() + ",unused,unused,unused,unused,unused")
                .clusterDir(clusterDirectory())
                .markFileDir(markDirectory())
                .archiveContext(archive)
                .useAgentInvoker(true)
                .idleStrategySupplier(() -> new Waiting(serviceWork))
                .fileSyncLevel(syncLevel())
                .ingressChannel(INGRESS)
                .isIpcIngressAllowed(false)
                .egressChannel(EGRESS)
                .consensusChannel("aeron:ipc")
                .logChannel(LOG)
                .controlChannel(SMALL)
                .snapshotChannel(SNAPSHOT)
                .replayChannel("aeron:ipc")
                .replicationChannel("aeron:ipc")
                .leaderHeartbeatIntervalNs(TimeUnit.SECONDS.toNanos(1))
                .leaderHeartbeatTimeoutNs(TimeUnit.SECONDS.toNanos(10))
                .startupCanvassTimeoutNs(TimeUnit.SECONDS.toNanos(20))
                .sessionTimeoutNs(LIVENESS_NANOS)
                .errorHandler(errorHandler);
    }

    private int syncLevel() {
        return config.fileSync() ? 1 : 0;
    }

    File archiveDirectory() {
        return config.directory().resolve("archive").toFile();
    }

    File clusterDirectory() {
        return config.directory().resolve("cluster").toFile();
    }

    private File markDirectory() {
        return aeronDirectory.resolve("marks").toFile();
    }
}
