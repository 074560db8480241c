// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.aeron.Aeron;
import io.aeron.archive.Archive;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ClusterControl;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.ElectionState;
import io.aeron.cluster.RecordingLog;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.cluster.service.RecoveryState;
import io.aeron.driver.MediaDriver;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.status.CountersReader;

/**
 * One member of the location server's cluster: media driver, archive, consensus module and service, all driven by the
 * one thread that launches it and calls {@link #doWork}.
 *
 * <p>Aeron waits in places for another of its parts: the consensus module for the service, the service for the
 * archive, everybody for the driver. With one thread the one that waits has to drive what it waits for, so each is
 * given an idle strategy that does the work of those below it: driver, archive, service, consensus module, in this
 * order. Nobody ever drives a part above itself, so no wait is circular.
 */
final class LocationServerMember implements AutoCloseable {
    private static final int CLUSTER_ID = 0;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final MemberContexts contexts;
    private final ErrorHandler errorHandler;
    private final AgentInvoker driver;
    private final AgentInvoker archive;
    private final Aeron aeron;
    private final AgentInvoker service;
    private final AgentInvoker consensus;
    private final ConsensusModule.Context consensusContext;
    private boolean serving;

    private LocationServerMember(
            final MemberContexts contexts,
            final ClusteredService clusteredService,
            final ErrorHandler errorHandler) {
        this.contexts = contexts;
        this.errorHandler = errorHandler;
        try {
            driver = own(MediaDriver.launch(contexts.driver())).sharedAgentInvoker();
            final Aeron archiveClient = client("location-archive");
            archive = own(Archive.launch(contexts.archive(archiveClient))).invoker();
            aeron = client("location-server");
            service = own(captureService(clusteredService));
            consensusContext =
                    contexts.consensus(
                            aeron,
                            archiveClient(MemberContexts.ARCHIVE_CLIENT_OF_CONSENSUS),
                            this::serviceAndBelow);
            consensus = own(ConsensusModule.launch(consensusContext)).conductorAgentInvoker();
        } catch (final RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    /**
     * Recovers from snapshot and log and leads when it returns, or soon after.
     *
     * @param errorHandler told of what Aeron's parts complain about
     */
    static LocationServerMember launch(
            final MemberContexts contexts,
            final ClusteredService service,
            final ErrorHandler errorHandler) {
        return new LocationServerMember(contexts, service, errorHandler);
    }

    private Aeron client(final String name) {
        return own(Aeron.connect(contexts.client(name, driver, driver::invoke)));
    }

    private AeronArchive.Context archiveClient(final int responseStream) {
        return contexts.archiveClient(responseStream, archive, this::archiveAndBelow);
    }

    private AgentInvoker captureService(final ClusteredService clusteredService) {
        final CapturedThread.Factory thread = new CapturedThread.Factory();
        ClusteredServiceContainer.launch(
                contexts.service(
                        aeron,
                        clusteredService,
                        archiveClient(MemberContexts.ARCHIVE_CLIENT_OF_SERVICE),
                        thread,
                        this::archiveAndBelow));
        return new AgentInvoker(errorHandler, null, thread.agent());
    }

    /** One round through all parts. */
    int doWork() {
        int work = consensus.invoke();
        final int recorded = archive.invoke();
        if (recorded > 0) {
            // What has just been recorded can be committed, and applied, in the same round.
            work += recorded + consensus.invoke();
        }
        return work + serve() + driver.invoke();
    }

    private int archiveAndBelow() {
        return driver.invoke() + archive.invoke();
    }

    private int serviceAndBelow() {
        return archiveAndBelow() + serve();
    }

    private int serve() {
        if (serving) {
            return 0;
        }
        serving = true;
        try {
            return service.isStarted() ? service.invoke() : startService();
        } finally {
            serving = false;
        }
    }

    private int startService() {
        // Started earlier it would wait for this counter, and the consensus module below it could
        // never make it.
        final CountersReader counters = aeron.countersReader();
        if (RecoveryState.findCounterId(counters, CLUSTER_ID) == CountersReader.NULL_COUNTER_ID) {
            return 0;
        }
        service.start();
        return 1;
    }

    /** Whether all parts work; a member that does not must be closed and launched anew. */
    boolean isRunning() {
        return driver.isRunning()
                && archive.isRunning()
                && consensus.isRunning()
                && service.isRunning();
    }

    /** Whether no member leads, as far as this one knows. */
    boolean isElecting() {
        return ElectionState.get(consensusContext.electionStateCounter()) != ElectionState.CLOSED;
    }

    /** What of the log is kept here. */
    LogExtent logExtent() {
        final RecordingLog log = consensusContext.recordingLog();
        return new LogExtent(
                log.findLastTermRecordingId(), LogTrimmer.keptFrom(log, contexts.keptSnapshots()));
    }

    /** The client that the consensus module and the service use; to be used by this thread only. */
    Aeron aeron() {
        return aeron;
    }

    /** Asks for a snapshot; false while another control action is under way. */
    boolean requestSnapshot() {
        return ClusterControl.ToggleState.SNAPSHOT.toggle(consensusContext.controlToggleCounter());
    }

    /** Snapshots completed since launch. */
    long snapshotCount() {
        return consensusContext.snapshotCounter().get();
    }

    /** Deletes what the newest snapshot makes superfluous. */
    void trimLog() {
        LogTrimmer.trim(
                consensusContext.recordingLog(),
                contexts.keptSnapshots(),
                archiveClient(MemberContexts.ARCHIVE_CLIENT_OF_TRIMMER)
                        .aeron(aeron)
                        .ownsAeronClient(false));
    }

    /** Closes a part with the member, before what was there already. */
    <T extends AutoCloseable> T own(final T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            CloseHelper.close(errorHandler, opened.pop());
        }
    }
}
