// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.location.BindingSetView;
import io.strowger.location.LocationReader;
import io.strowger.location.ProvisioningLogEntryView;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that changed on the disk are found, reported and never served. */
final class DamageTest {
    private static final String CONTACT = "sip:alice-example.org@192.0.2.1:0";
    private static final UnsafeBuffer ALICE = StoreFixture.bytes("alice@example.org");
    private static final UnsafeBuffer BOB = StoreFixture.bytes("bob@example.org");

    @TempDir Path directory;
    private final BindingSetView view = new BindingSetView();

    @BeforeEach
    void write() throws StoreOpenFailure {
        try (StoreFixture fixture = new StoreFixture(directory)) {
            fixture.bindAlone("alice@example.org", 1000);
            fixture.bindAlone("bob@example.org", 1000);
        }
    }

    /** Flips one bit of each place in the file where this text stands; gives their number. */
    private int flip(final String text, final int at) throws IOException {
        final Path file = directory.resolve("data.mdb");
        final byte[] bytes = Files.readAllBytes(file);
        final String content = new String(bytes, StandardCharsets.ISO_8859_1);
        int flipped = 0;
        for (int i = content.indexOf(text); i >= 0; i = content.indexOf(text, i + 1)) {
            bytes[i + at] ^= 1;
            flipped++;
        }
        Files.write(file, bytes);
        return flipped;
    }

    @Test
    void aFlippedBitInARecordMakesItUnservedAndNothingElse() throws Exception {
        assertThat(flip(CONTACT, 6)).isPositive();
        try (StoreFixture fixture = new StoreFixture(directory);
                LocationReader reader = fixture.store.reader()) {
            assertThat(reader.bindings(ALICE, 0, ALICE.capacity(), view)).isFalse();
            assertThat(reader.lastLookupDamaged()).isTrue();
            assertThat(fixture.counter("strowger_location_damaged_records_total")).isEqualTo(1);
            assertThat(reader.bindings(BOB, 0, BOB.capacity(), view)).isTrue();
            assertThat(reader.lastLookupDamaged()).isFalse();
            assertThat(list(fixture)).isEqualTo(1);
        }
    }

    private static int list(final StoreFixture fixture) {
        return fixture.store.list(RecordTable.BINDING, new byte[0], 10, (_, _, _) -> true);
    }

    @Test
    void everyByteOfARecordIsCoveredByItsChecksum() throws Exception {
        final int header = 24;
        for (int at = -header; at < CONTACT.length(); at += 7) {
            flip(CONTACT, at);
            try (StoreFixture fixture = new StoreFixture(directory);
                    LocationReader reader = fixture.store.reader()) {
                assertThat(reader.bindings(ALICE, 0, ALICE.capacity(), view)).isFalse();
                assertThat(reader.lastLookupDamaged()).isTrue();
            }
            flipBack(at);
        }
        try (StoreFixture fixture = new StoreFixture(directory);
                LocationReader reader = fixture.store.reader()) {
            assertThat(reader.bindings(ALICE, 0, ALICE.capacity(), view)).isTrue();
        }
    }

    private void flipBack(final int at) throws IOException {
        final String found = at >= 0 ? flipped(at) : CONTACT;
        flip(found, at);
    }

    private static String flipped(final int at) {
        final char[] text = CONTACT.toCharArray();
        text[at] = (char) (text[at] ^ 1);
        return new String(text);
    }

    @Test
    void verifyFindsTheRecordTheDigestAndTheLogEntry() throws Exception {
        flip(CONTACT, 6);
        try (StoreFixture fixture = new StoreFixture(directory)) {
            final VerifyOutcome outcome = fixture.verify();
            assertThat(outcome).isInstanceOf(VerifyOutcome.Damaged.class);
            final VerifyOutcome.Damaged damaged = (VerifyOutcome.Damaged) outcome;
            assertThat(damaged.count()).isEqualTo(3);
            assertThat(damaged.findings())
                    .anyMatch(finding -> finding.contains("alice@example.org"))
                    .anyMatch(finding -> finding.contains("digest"))
                    .anyMatch(finding -> finding.contains("log entry 1"));
            assertThat(damaged.advice()).contains("restore");
        }
    }

    @Test
    void aFlippedKeyIsNotFoundAndVerifySaysSo() throws Exception {
        flip("alice@example.org", 2);
        try (StoreFixture fixture = new StoreFixture(directory);
                LocationReader reader = fixture.store.reader()) {
            assertThat(reader.bindings(ALICE, 0, ALICE.capacity(), view)).isFalse();
            assertThat(fixture.verify()).isInstanceOf(VerifyOutcome.Damaged.class);
        }
    }

    @Test
    void aDamagedLogEntryIsNeverGivenOut() throws Exception {
        flip(CONTACT, 6);
        final ProvisioningLogEntryView entry = new ProvisioningLogEntryView();
        try (StoreFixture fixture = new StoreFixture(directory)) {
            assertThat(fixture.store.readLog(1, entry)).isEqualTo(LogReadOutcome.DAMAGED);
            assertThat(fixture.store.readLog(2, entry)).isEqualTo(LogReadOutcome.FOUND);
        }
    }

    @Test
    void aDamagedRecordIsReplacedOnlyByAChangeThatExpectsAnything() throws Exception {
        flip(CONTACT, 6);
        try (StoreFixture fixture = new StoreFixture(directory);
                LocationReader reader = fixture.store.reader()) {
            fixture.begin();
            assertThat(fixture.bind("alice@example.org", 1, 2000)).isEqualTo(ApplyOutcome.DAMAGED);
            assertThat(fixture.bind("alice@example.org", RecordChange.ANY_LEVEL, 2000))
                    .isEqualTo(ApplyOutcome.APPLIED);
            fixture.commit();
            assertThat(reader.bindings(ALICE, 0, ALICE.capacity(), view)).isTrue();
        }
    }

    @Test
    void aDamagedRecordDoesNotStopExpiry() throws Exception {
        flip(CONTACT, 6);
        try (StoreFixture fixture = new StoreFixture(directory)) {
            fixture.begin();
            assertThat(fixture.writer.expireDue(10_000, 10)).isEqualTo(1);
            fixture.commit();
            assertThat(fixture.store.count(RecordTable.BINDING)).isEqualTo(1);
        }
    }

    @Test
    void aDamagedStateRecordIsRefusedAtOpen() throws Exception {
        assertThat(flip("regwortS", 20)).isPositive();
        assertThatThrownBy(() -> new StoreFixture(directory))
                .isInstanceOf(StoreOpenFailure.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("checksum")
                .hasMessageContaining("restore");
    }

    @Test
    void anotherLayoutVersionIsRefusedAtOpen() throws Exception {
        flip("regwortS", 8);
        assertThatThrownBy(() -> new StoreFixture(directory))
                .isInstanceOf(StoreOpenFailure.class)
                .hasMessageContaining("layout version 0")
                .hasMessageContaining("export");
    }

    @Test
    void aFileThatIsSomethingElseIsRefusedAtOpen() throws Exception {
        Files.write(directory.resolve("data.mdb"), new byte[20_000]);
        assertThatThrownBy(() -> new StoreFixture(directory))
                .isInstanceOf(StoreOpenFailure.class)
                .hasMessageContaining("data.mdb")
                .hasMessageContaining("backup");
    }

    @Test
    void aFileThatWasCutShortIsRefusedAtOpen() throws Exception {
        final Path file = directory.resolve("data.mdb");
        final byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, 3 * 4096));
        assertThatThrownBy(() -> new StoreFixture(directory))
                .isInstanceOf(StoreOpenFailure.class)
                .hasMessageContaining("restore");
    }
}
