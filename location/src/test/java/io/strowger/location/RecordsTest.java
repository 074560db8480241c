// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users, domains, number routes, their keys, changes and log entries as bytes. */
final class RecordsTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Limits.VALUE + 1000]);

    private static UnsafeBuffer bytes(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tableCodesNeverChange() {
        final StringBuilder codes = new StringBuilder();
        for (final RecordTable table : RecordTable.values()) {
            codes.append(table).append(table.code()).append(' ');
            assertThat(RecordTable.ofCode(table.code())).isEqualTo(table);
        }
        assertThat(codes).hasToString("USER1 BINDING2 NUMBER3 DOMAIN4 SECRET5 ");
        assertThat(RecordTable.ofCode(0)).isNull();
        assertThat(RecordTable.ofCode(6)).isNull();
        assertThat(RecordTable.ofCode(-1)).isNull();
    }

    @Test
    void aUserIsReadAsItWasWritten() {
        final byte[] md5 = bytes("0123456789abcdef").byteArray();
        final byte[] sha256 = bytes("0123456789abcdef0123456789ABCDEF").byteArray();
        final UserView view = new UserView();
        final int length =
                new UserEncoder()
                        .md5(md5)
                        .sha256(sha256)
                        .realm("example.org")
                        .displayName("Alice")
                        .mayCallOut(true)
                        .service(ServiceOverride.REDIRECT)
                        .encode(buffer, 8);
        assertThat(view.wrap(buffer, 8, length, 5)).isTrue();
        assertThat(view.isEnabled()).isTrue();
        assertThat(view.mayCallOut()).isTrue();
        assertThat(view.service()).isEqualTo(ServiceOverride.REDIRECT);
        assertThat(view.realm()).isEqualTo("example.org");
        assertThat(view.displayName()).isEqualTo("Alice");
        assertThat(view.level()).isEqualTo(5);
        final byte[] read = new byte[32];
        assertThat(view.hasMd5()).isTrue();
        view.copyMd5(read);
        assertThat(read).startsWith(md5);
        assertThat(view.hasSha256()).isTrue();
        view.copySha256(read);
        assertThat(read).isEqualTo(sha256);
        for (int cut = 0; cut < length; cut++) {
            assertThat(view.wrap(buffer, 8, cut, 5)).as("cut at %d", cut).isFalse();
        }
    }

    @Test
    void aUserWithoutCredentialsHasNone() {
        final UserView view = new UserView();
        final int length = new UserEncoder().enabled(false).encode(buffer, 0);
        assertThat(view.wrap(buffer, 0, length, 1)).isTrue();
        assertThat(view.isEnabled()).isFalse();
        assertThat(view.mayCallOut()).isFalse();
        assertThat(view.hasMd5()).isFalse();
        assertThat(view.hasSha256()).isFalse();
        assertThat(view.service()).isEqualTo(ServiceOverride.NONE);
    }

    @Test
    void aUserPastALimitIsRefused() {
        assertThat(new UserEncoder().realm("r".repeat(128)).encode(buffer, 0)).isPositive();
        assertThat(new UserEncoder().realm("r".repeat(129)).encode(buffer, 0)).isNegative();
        assertThat(new UserEncoder().displayName("r".repeat(129)).encode(buffer, 0)).isNegative();
        assertThat(new UserEncoder().md5(new byte[15]).encode(buffer, 0)).isNegative();
        assertThat(new UserEncoder().sha256(new byte[33]).encode(buffer, 0)).isNegative();
    }

    @ParameterizedTest
    @EnumSource(AuthenticationOverride.class)
    void aDomainIsReadAsItWasWritten(final AuthenticationOverride authentication) {
        final DomainView view = new DomainView();
        final int length =
                new DomainEncoder().encode(buffer, 0, ServiceOverride.PROXY, authentication);
        assertThat(view.wrap(buffer, 0, length, 3)).isTrue();
        assertThat(view.service()).isEqualTo(ServiceOverride.PROXY);
        assertThat(view.authentication()).isEqualTo(authentication);
        assertThat(view.level()).isEqualTo(3);
        assertThat(view.wrap(buffer, 0, length - 1, 3)).isFalse();
    }

    @Test
    void aRouteHoldsThirtyTwoTargetsAndNotOneMore() {
        final NumberRouteView view = new NumberRouteView();
        final NumberRouteEncoder encoder = new NumberRouteEncoder().wrap(buffer, 0);
        final UnsafeBuffer uri = bytes("sip:gw@example.org");
        for (int i = 0; i < Limits.TARGETS; i++) {
            assertThat(encoder.add(uri, 0, uri.capacity() - i % 2, i, 100 - i)).isTrue();
        }
        assertThat(encoder.add(uri, 0, 5, 1, 1)).isFalse();
        final int length = encoder.length();
        assertThat(view.wrap(buffer, 0, length, 4)).isTrue();
        assertThat(view.count()).isEqualTo(32);
        assertThat(view.uri(31)).isEqualTo("sip:gw@example.or");
        assertThat(view.priority(31)).isEqualTo(31);
        assertThat(view.weight(31)).isEqualTo(69);
        for (int cut = 0; cut < length; cut++) {
            assertThat(view.wrap(buffer, 0, cut, 1)).as("cut at %d", cut).isFalse();
            assertThat(view.count()).isZero();
        }
    }

    @Test
    void aTargetPastALimitIsRefused() {
        final NumberRouteEncoder encoder = new NumberRouteEncoder().wrap(buffer, 0);
        assertThat(encoder.add(buffer, 0, 0, 1, 1)).isFalse();
        assertThat(encoder.add(new UnsafeBuffer(new byte[300]), 0, 257, 1, 1)).isFalse();
        assertThat(encoder.add(bytes("sip:x"), 0, 5, -1, 1)).isFalse();
        assertThat(encoder.add(bytes("sip:x"), 0, 5, 65_535, 1)).isFalse();
        assertThat(encoder.add(bytes("sip:x"), 0, 5, 1, 65_535)).isFalse();
        assertThat(encoder.length()).isZero();
    }

    @Test
    void numberKeysAreReadAsTheyWereWritten() {
        final NumberKey[] keys = {
            new NumberKey(NumberKey.Kind.EXACT, "+49301", ""),
            new NumberKey(NumberKey.Kind.PREFIX, "*1#", ""),
            new NumberKey(NumberKey.Kind.RANGE, "100", "199"),
            new NumberKey(NumberKey.Kind.DEFAULT, "", "")
        };
        for (final NumberKey key : keys) {
            assertThat(NumberKey.decode(new UnsafeBuffer(key.encode()))).isEqualTo(key);
        }
        assertThat(NumberKey.exact("+49301")).isEqualTo(keys[0].encode());
        assertThat(NumberKey.range("100", "199")).isEqualTo(keys[2].encode());
        assertThat(NumberKey.defaultRoute()).isEqualTo(keys[3].encode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+", "12a", "1+2", "1 2", "123456789012345678901234567890123"})
    void whatIsNoNumberHasNoKey(final String text) {
        assertThat(NumberKey.exact(text)).isNull();
        assertThat(NumberKey.prefix(text)).isNull();
        assertThat(NumberKey.range(text, text)).isNull();
    }

    @Test
    void aRangeNeedsTwoNumbersOfOneLengthInOrder() {
        assertThat(NumberKey.range("100", "1000")).isNull();
        assertThat(NumberKey.range("200", "100")).isNull();
        assertThat(NumberKey.range("+10", "100")).isNull();
        assertThat(NumberKey.range("1*0", "1*9")).isNull();
        assertThat(NumberKey.range("1".repeat(32), "2".repeat(32))).hasSize(66);
        assertThat(NumberKey.range("1".repeat(33), "2".repeat(33))).isNull();
    }

    @Test
    void bytesThatAreNoNumberKeyDecodeToNull() {
        for (final String text :
                new String[] {"", "\1", "\2", "\2\3100", "\2\3199200", "\3a", "\4x", "\5"}) {
            assertThat(NumberKey.decode(bytes(text))).as(text).isNull();
        }
    }

    @Test
    void aChangeCutAnywhereIsNotDecoded() {
        final RecordChange change =
                new RecordChange()
                        .reset(RecordTable.SECRET)
                        .key(bytes("name").byteArray())
                        .expectedLevel(12)
                        .value(bytes("value"), 0, 5);
        final int length = change.encode(buffer, 2);
        assertThat(length).isEqualTo(change.encodedLength());
        final RecordChange read = new RecordChange();
        assertThat(read.decode(buffer, 2, length)).isEqualTo(length);
        assertThat(read.table()).isEqualTo(RecordTable.SECRET);
        assertThat(read.expectedLevel()).isEqualTo(12);
        assertThat(read.key()).isEqualTo(bytes("name"));
        assertThat(read.value()).isEqualTo(bytes("value"));
        assertThat(read.isDelete()).isFalse();
        for (int cut = 0; cut < length; cut++) {
            assertThat(read.decode(buffer, 2, cut)).as("cut at %d", cut).isNegative();
        }
    }

    @Test
    void aChangePastALimitIsNotEncoded() {
        final UnsafeBuffer big = new UnsafeBuffer(new byte[Limits.VALUE + 1]);
        final RecordChange change = new RecordChange().reset(RecordTable.USER);
        assertThat(change.isDelete()).isTrue();
        assertThat(change.key(big, 0, Limits.KEY).encode(buffer, 0)).isPositive();
        assertThat(change.key(big, 0, Limits.KEY + 1).encode(buffer, 0)).isNegative();
        assertThat(change.key(big, 0, 1).value(big, 0, Limits.VALUE + 1).encode(buffer, 0))
                .isNegative();
    }

    @Test
    void aLogEntryWithAnyBitFlippedIsRefused() {
        final ProvisioningLogEntryEncoder encoder = new ProvisioningLogEntryEncoder();
        final ProvisioningLogEntryView view = new ProvisioningLogEntryView();
        encoder.begin(1, 2, 3, 4);
        encoder.add(RecordTable.USER, bytes("key"), bytes("value"));
        encoder.add(RecordTable.DOMAIN, bytes("gone"), bytes(""));
        final int length = encoder.finish();
        final byte[] entry = new byte[length];
        encoder.buffer().getBytes(0, entry);
        for (int bit = 0; bit < length * 8; bit++) {
            entry[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(view.wrap(new UnsafeBuffer(entry), 0, length)).isFalse();
            entry[bit / 8] ^= (byte) (1 << bit % 8);
        }
        for (int cut = 0; cut < length; cut++) {
            assertThat(view.wrap(new UnsafeBuffer(entry), 0, cut)).isFalse();
        }
        assertThat(view.wrap(new UnsafeBuffer(entry), 0, length)).isTrue();
        assertThat(view.wrap(encoder.buffer(), 0, length)).as("direct memory").isTrue();
        final RecordChange change = new RecordChange();
        assertThat(view.nextChange(change)).isTrue();
        assertThat(change.table()).isEqualTo(RecordTable.USER);
        assertThat(view.nextChange(change)).isTrue();
        assertThat(change.isDelete()).isTrue();
        assertThat(view.nextChange(change)).isFalse();
        view.rewind();
        assertThat(view.nextChange(change)).isTrue();
        assertThat(change.value()).isEqualTo(bytes("value"));
    }

    @Test
    void aBirthDateTellsWhenTheDatabaseWasCreated() {
        final long birthDate = DatabaseState.birthDate(1_795_000_000_123L, -1);
        final DatabaseState state = new DatabaseState(birthDate, 0, true, 10, 11, 0);
        assertThat(state.createdAtMillis()).isEqualTo(1_795_000_000_123L);
        assertThat(state.exists()).isTrue();
        assertThat(state.digest()).isEqualTo("000000000000000a000000000000000b");
        assertThat(DatabaseState.birthDate(5, 0)).isNotEqualTo(DatabaseState.birthDate(5, 1));
        assertThat(Objects.requireNonNull(DatabaseState.NONE).exists()).isFalse();
    }
}
