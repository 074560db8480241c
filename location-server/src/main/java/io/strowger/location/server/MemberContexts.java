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
import io.strowger.cluster.transport.ClusterSockets;
import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.NoOpLock;
import org.jspecify.annotations.Nullable;

/** Aeron's settings for a member whose parts share one thread. What leaves the process is {@link MemberChannels}. */
final class MemberContexts {
    static final int ARCHIVE_CLIENT_OF_CONSENSUS = 120;
    static final int ARCHIVE_CLIENT_OF_SERVICE = 121;
    static final int ARCHIVE_CLIENT_OF_TRIMMER = 122;

    private static final String SMALL = MemberChannels.LOCAL;
    private static final String SNAPSHOT = "aeron:ipc?alias=snapshot|term-length=64k";
    private static final int SEGMENT_BYTES = 16 << 20;
    private static final int COUNTER_TYPE = 10_001;

    /** A stop of the whole process for this long (debugger, suspended host) does not end the member. */
    private static final long LIVENESS_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final LocationServerConfig config;
    private final Path aeronDirectory;
    private final ErrorHandler errorHandler;
    private final MemberChannels channels;
    private final @Nullable ClusterSockets sockets;

    /**
     * Settings for one life of a member.
     *
     * @param sockets seal what leaves the host; null when nothing does
     */
    MemberContexts(
            final LocationServerConfig config,
            final Path aeronDirectory,
            final @Nullable ClusterSockets sockets,
            final ErrorHandler errorHandler) {
        this.config = config;
        this.aeronDirectory = aeronDirectory;
        this.sockets = sockets;
        this.errorHandler = errorHandler;
        channels = MemberChannels.of(config);
    }

    MediaDriver.Context driver() {
        final MediaDriver.Context context = new MediaDriver.Context();
        return channels.applyTo(sockets == null ? context : sockets.install(context))
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
        return channels.applyTo(new Archive.Context())
                .aeron(client)
                .ownsAeronClient(false)
                .errorCounter(client.addCounter(COUNTER_TYPE, "archive errors"))
                .archiveId(config.memberId())
                .archiveDir(archiveDirectory())
                .markFileDir(markDirectory())
                .threadingMode(ArchiveThreadingMode.INVOKER)
                .localControlChannel(SMALL)
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
        return channels.applyTo(new ConsensusModule.Context())
                .aeron(client)
                .ownsAeronClient(false)
                .errorCounter(client.addCounter(COUNTER_TYPE, "consensus module errors"))
                .clusterClock(new SteadyClusterClock(System::currentTimeMillis, System::nanoTime))
                .clusterMemberId(config.memberId())
                .clusterDir(clusterDirectory())
                .markFileDir(markDirectory())
                .archiveContext(archive)
                .useAgentInvoker(true)
                .idleStrategySupplier(() -> new Waiting(serviceWork))
                .fileSyncLevel(syncLevel())
                .controlChannel(SMALL)
                .snapshotChannel(SNAPSHOT)
                .replayChannel("aeron:ipc")
                .errorHandler(errorHandler);
    }

    /** Snapshots whose log is kept: among others, that of a member that was away for a while. */
    int keptSnapshots() {
        return config.group() == null ? 1 : 2;
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
