// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.Limits;
import io.strowger.location.ProvisioningLogEntryView;
import io.strowger.location.RecordTable;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** One full scan: every checksum, the digest, the expiry index, the provisioning log. Reads one committed state. */
final class Verification {
    private static final int MAX_FINDINGS = 20;
    private static final int PROGRESS_BEAT = 8192;
    private static final String ADVICE =
            "restore the directory from a backup, or load it anew from another member; nothing damaged is served"
                    + " meanwhile";

    private final LmdbEnvironment environment;
    private final VerifyOutcome.Progress progress;
    private final RecordHash hash = new RecordHash();
    private final Digest digest = new Digest();
    private final StoredState state = new StoredState();
    private final ProvisioningLogEntryView entry = new ProvisioningLogEntryView();
    private final UnsafeBuffer indexKey = new UnsafeBuffer(new byte[Limits.KEY * 2]);
    private final List<String> findings = new ArrayList<>();
    private long findingCount;
    private long recordsDone;

    Verification(final LmdbEnvironment environment, final VerifyOutcome.Progress progress) {
        this.environment = environment;
        this.progress = progress;
    }

    VerifyOutcome run() {
        try (ReadTransaction scan = new ReadTransaction(environment);
                ReadTransaction index = new ReadTransaction(environment)) {
            scan.ensure();
            index.ensure();
            readState(scan);
            for (final RecordTable table : RecordTable.values()) {
                scan(table, scan, index);
            }
            compareWithState();
            if (!state.isReplica
                    && scan.entries(environment.expiryTable())
                            != scan.entries(environment.table(RecordTable.BINDING))) {
                finding("the expiry index has not one entry for each record of bindings");
            }
            scanLog(scan);
        } catch (final LmdbFailure e) {
            finding("it cannot be read on: " + e.getMessage());
        }
        return findingCount == 0
                ? new VerifyOutcome.Intact(recordsDone)
                : new VerifyOutcome.Damaged(List.copyOf(findings), findingCount, ADVICE);
    }

    private void readState(final ReadTransaction scan) {
        final int code =
                scan.get(environment.stateTable(), StoredState.KEY, 0, StoredState.KEY.capacity());
        if (code == LmdbCalls.SUCCESS) {
            final String defect = state.decode(scan.value());
            if (defect != null) {
                finding("it " + defect);
            }
        } else if (code != LmdbCalls.NOT_FOUND) {
            finding("state record: " + LmdbCalls.message(code));
        }
    }

    private void compareWithState() {
        if (recordsDone != state.recordCount) {
            finding("there are " + recordsDone + " records instead of " + state.recordCount);
        }
        final boolean isRight =
                digest.high() == state.digest.high() && digest.low() == state.digest.low();
        // While a replica is being loaded, its digest is that of what has been loaded.
        if (state.coherent && !isRight) {
            finding(
                    String.format(
                            "the digest of what is there is %016x%016x instead of %016x%016x",
                            digest.high(), digest.low(), state.digest.high(), state.digest.low()));
        }
    }

    private void scan(
            final RecordTable table, final ReadTransaction scan, final ReadTransaction index) {
        int code = scan.move(environment.table(table), LmdbCalls.FIRST);
        while (code == LmdbCalls.SUCCESS) {
            checkRecord(table, scan.key(), scan.value());
            if (table == RecordTable.BINDING && !state.isReplica) {
                checkIndex(scan.key(), scan.value(), index);
            }
            recordsDone++;
            if (recordsDone % PROGRESS_BEAT == 0) {
                progress.onProgress(table, recordsDone, state.recordCount);
            }
            code = scan.move(environment.table(table), LmdbCalls.NEXT);
        }
        if (code != LmdbCalls.NOT_FOUND) {
            finding("table " + table + " cannot be read on: " + LmdbCalls.message(code));
        }
        progress.onProgress(table, recordsDone, state.recordCount);
    }

    private void checkRecord(
            final RecordTable table, final UnsafeBuffer key, final UnsafeBuffer value) {
        final int payload = StoreLayout.headerLength(table);
        if (value.capacity() <= payload || value.capacity() > payload + Limits.VALUE) {
            finding("record " + table + ' ' + text(key) + " has an impossible length");
            return;
        }
        final long level = value.getLong(StoreLayout.LEVEL, ByteOrder.LITTLE_ENDIAN);
        hash.compute(table, level, key, 0, key.capacity(), value, payload);
        if (!hash.matches(value)) {
            finding("record " + table + ' ' + text(key) + " has a wrong checksum");
        }
        digest.add(hash.high(), hash.low());
    }

    private void checkIndex(
            final UnsafeBuffer aor, final UnsafeBuffer value, final ReadTransaction index) {
        if (aor.capacity() > Limits.KEY || value.capacity() < StoreLayout.INDEXED_AT + 4) {
            return;
        }
        final long second =
                value.getInt(StoreLayout.INDEXED_AT, ByteOrder.LITTLE_ENDIAN) & 0xFFFF_FFFFL;
        final int length = ExpiryIndex.writeKey(indexKey, second, aor);
        if (index.get(environment.expiryTable(), indexKey, 0, length) != LmdbCalls.SUCCESS) {
            finding("bindings of " + text(aor) + " are not in the expiry index");
        }
    }

    private void scanLog(final ReadTransaction scan) {
        long bytes = 0;
        long before = -1;
        int code = scan.move(environment.logTable(), LmdbCalls.FIRST);
        while (code == LmdbCalls.SUCCESS) {
            final long level = scan.key().capacity() == Long.BYTES ? scan.key().getLong(0) : -1;
            final UnsafeBuffer value = scan.value();
            if (!entry.wrap(value, 0, value.capacity())
                    || entry.level() != level
                    || entry.birthDate() != state.birthDate) {
                finding("provisioning log entry " + level + " is damaged");
            }
            if (before >= 0 && level != before + 1) {
                finding("provisioning log entry " + (before + 1) + " is missing");
            }
            before = level;
            bytes += value.capacity();
            code = scan.move(environment.logTable(), LmdbCalls.NEXT);
        }
        if (code != LmdbCalls.NOT_FOUND) {
            finding("the provisioning log cannot be read on: " + LmdbCalls.message(code));
        }
        if (bytes != state.logBytes || (before >= 0 && before != state.level)) {
            finding("the provisioning log does not end at level " + state.level);
        }
    }

    private void finding(final String text) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(text);
        }
        findingCount++;
    }

    private static String text(final UnsafeBuffer key) {
        final byte[] bytes = new byte[key.capacity()];
        key.getBytes(0, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
