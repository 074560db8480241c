// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.client.RecordingDescriptorConsumer;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.RecordingLog;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.NoOpLock;

/** Keeps the disk bounded: deletes log segments before the newest snapshot, and snapshots before the last two. */
final class LogTrimmer {
    /** The consensus module and the service each write one recording per snapshot. */
    private static final int KEPT_SNAPSHOT_RECORDINGS = 2 * 2;

    private LogTrimmer() {}

    /**
     * Trims.
     *
     * @param keptSnapshots the log is kept from the oldest of so many of the newest snapshots
     */
    static void trim(
            final RecordingLog recordingLog,
            final int keptSnapshots,
            final AeronArchive.Context context) {
        final long keptFrom = keptFrom(recordingLog, keptSnapshots);
        if (keptFrom <= 0) {
            return;
        }
        try (AeronArchive archive = AeronArchive.connect(context.lock(NoOpLock.INSTANCE))) {
            purgeSegments(archive, recordingLog.findLastTermRecordingId(), keptFrom);
            purgeSnapshots(archive, recordingLog);
        }
    }

    /** Log position of the oldest snapshot that is kept, 0 when there are not that many. */
    static long keptFrom(final RecordingLog recordingLog, final int keptSnapshots) {
        int left = keptSnapshots;
        final List<RecordingLog.Entry> entries = recordingLog.entries();
        for (int i = entries.size() - 1; i >= 0; i--) {
            final RecordingLog.Entry entry = entries.get(i);
            if (entry.type == RecordingLog.ENTRY_TYPE_SNAPSHOT
                    && entry.isValid
                    && entry.serviceId == ConsensusModule.Configuration.SERVICE_ID
                    && --left == 0) {
                return entry.logPosition;
            }
        }
        return 0;
    }

    private static void purgeSegments(
            final AeronArchive archive, final long logRecordingId, final long snapshotPosition) {
        final Extent extent = new Extent();
        if (archive.listRecording(logRecordingId, extent.consumer) == 1) {
            final long newStart =
                    AeronArchive.segmentFileBasePosition(
                            extent.start,
                            snapshotPosition,
                            extent.termLength,
                            extent.segmentLength);
            if (newStart > extent.start) {
                archive.purgeSegments(logRecordingId, newStart);
            }
        }
    }

    private static void purgeSnapshots(
            final AeronArchive archive, final RecordingLog recordingLog) {
        final List<Long> recordings = new ArrayList<>();
        for (final RecordingLog.Entry entry : recordingLog.entries()) {
            if (entry.type == RecordingLog.ENTRY_TYPE_SNAPSHOT) {
                recordings.add(entry.recordingId);
            }
        }
        final Extent extent = new Extent();
        // From the newest to the oldest: where one is gone already, so are all before it.
        for (int i = recordings.size() - 1 - KEPT_SNAPSHOT_RECORDINGS; i >= 0; i--) {
            if (archive.listRecording(recordings.get(i), extent.consumer) == 0) {
                return;
            }
            archive.purgeRecording(recordings.get(i));
        }
    }

    /** Where a recording begins and how it is cut into files. */
    private static final class Extent {
        private long start;
        private int termLength;
        private int segmentLength;
        private final RecordingDescriptorConsumer consumer =
                (session,
                        correlation,
                        recordingId,
                        startTime,
                        stopTime,
                        startPosition,
                        stopPosition,
                        initialTermId,
                        segmentFileLength,
                        termBufferLength,
                        mtu,
                        sessionId,
                        streamId,
                        channel,
                        originalChannel,
                        source) -> {
                    start = startPosition;
                    termLength = termBufferLength;
                    segmentLength = segmentFileLength;
                };
    }
}
