// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, spans and the byte scans below everything. */
class VocabularyTest {
    private static HeaderName header(final String text) {
        final UnsafeBuffer buffer =
                new UnsafeBuffer(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        return HeaderName.of(buffer, 0, buffer.capacity());
    }

    @ParameterizedTest
    @EnumSource(value = HeaderName.class, mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
    void headerNamesAreKnownInAnyCase(final HeaderName name) {
        assertThat(header(name.text())).isEqualTo(name);
        assertThat(header(name.text().toLowerCase(Locale.ROOT))).isEqualTo(name);
        assertThat(header(name.text().toUpperCase(Locale.ROOT))).isEqualTo(name);
        assertThat(header(name.text() + "x")).isEqualTo(HeaderName.OTHER);
        assertThat(header(name.text().substring(1))).isNotEqualTo(name);
        assertThat(new String(name.bytes(), US_ASCII)).isEqualTo(name.text());
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    v, VIA
                    V, VIA
                    f, FROM
                    t, TO
                    i, CALL_ID
                    m, CONTACT
                    l, CONTENT_LENGTH
                    c, CONTENT_TYPE
                    k, SUPPORTED
                    o, EVENT
                    s, SUBJECT
                    r, REFER_TO
                    b, REFERRED_BY
                    u, ALLOW_EVENTS
                    e, CONTENT_ENCODING
                    a, ACCEPT_CONTACT
                    j, REJECT_CONTACT
                    d, REQUEST_DISPOSITION
                    y, IDENTITY
                    x, SESSION_EXPIRES
                    z, OTHER
                    1, OTHER
                    """)
    void compactFormsAreKnown(final String letter, final HeaderName name) {
        assertThat(header(letter)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00f6", "\u00e9", "C%6Fntact", "Vi\u00e1", "Call\rID", "Via\u0000"})
    void bytesThatOnlyLookLikeLettersAreNoNames(final String text) {
        assertThat(header(text)).isEqualTo(HeaderName.OTHER);
    }

    @ParameterizedTest
    @EnumSource(value = Method.class, mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void methodsAreKnownExactly(final Method method) {
        final UnsafeBuffer buffer = new UnsafeBuffer(method.token());
        assertThat(Method.of(buffer, 0, buffer.capacity())).isEqualTo(method);
        assertThat(Method.of(buffer, 0, buffer.capacity() - 1)).isEqualTo(Method.EXTENSION);
    }

    @Test
    void theWordExtensionIsAnExtension() {
        final UnsafeBuffer buffer = new UnsafeBuffer("EXTENSION".getBytes(US_ASCII));
        assertThat(Method.of(buffer, 0, 9)).isEqualTo(Method.EXTENSION);
    }

    @ParameterizedTest
    @EnumSource(Malformation.class)
    void everyDefectNamesItselfAndItsSection(final Malformation defect) {
        if (defect != Malformation.NONE) {
            assertThat(defect.section()).matches("\\d+(\\.\\d+)*");
            assertThat(defect.reason()).isNotEmpty();
            assertThat(defect.statusCode()).isIn(0, 400, 505, 513);
        }
    }

    @Test
    void spansHoldTwoIndexes() {
        final long span = Span.of(5, 65_535);
        assertThat(Span.start(span)).isEqualTo(5);
        assertThat(Span.end(span)).isEqualTo(65_535);
        assertThat(Span.length(span)).isEqualTo(65_530);
        assertThat(Span.isPresent(span)).isTrue();
        assertThat(Span.hasText(span)).isTrue();
        assertThat(Span.length(Span.NONE)).isZero();
        assertThat(Span.isPresent(Span.NONE)).isFalse();
        assertThat(Span.hasText(Span.NONE)).isFalse();
        assertThat(Span.isPresent(Span.EMPTY)).isTrue();
        assertThat(Span.hasText(Span.EMPTY)).isFalse();
    }

    /** Each byte at each place relative to the eight that are looked at together. */
    @Test
    void searchesFindTheFirstAtEveryPlace() {
        for (int length = 1; length < 26; length++) {
            for (int at = 0; at < length; at++) {
                final UnsafeBuffer buffer = new UnsafeBuffer(new byte[length]);
                buffer.setMemory(0, length, (byte) 0x8D);
                assertThat(Scan.indexOf(buffer, (byte) '\r', 0, length)).isEqualTo(-1);
                assertThat(Scan.lineBreak(buffer, 0, length)).isEqualTo(-1);
                assertThat(Scan.hasSpaceOrControl(buffer, 0, length)).isFalse();
                buffer.setMemory(at, length - at, (byte) '\n');
                buffer.putByte(at, (byte) '\r');
                assertThat(Scan.indexOf(buffer, (byte) '\r', 0, length)).isEqualTo(at);
                assertThat(Scan.lineBreak(buffer, 0, length)).isEqualTo(at);
                assertThat(Scan.lineBreak(buffer, at + 1, length))
                        .isEqualTo(at + 1 < length ? at + 1 : -1);
                assertThat(Scan.hasSpaceOrControl(buffer, 0, length)).isTrue();
                assertThat(Scan.hasSpaceOrControl(buffer, 0, at)).isFalse();
            }
        }
    }

    @Test
    void theFirstVisibleCharacterIsVisible() {
        final UnsafeBuffer buffer = new UnsafeBuffer("!!!!!!!!!!!!!".getBytes(US_ASCII));
        assertThat(Scan.hasSpaceOrControl(buffer, 0, 13)).isFalse();
        buffer.putByte(12, (byte) ' ');
        assertThat(Scan.hasSpaceOrControl(buffer, 0, 13)).isTrue();
        buffer.putByte(12, (byte) '!');
        buffer.putByte(3, (byte) 0);
        assertThat(Scan.hasSpaceOrControl(buffer, 0, 13)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    '',      -1
                    0,       0
                    000,     0
                    007,     7
                    0000012, 12
                    999,     999
                    1000,    -1
                    1a,      -1
                    -1,      -1
                    """)
    void decimalsHaveALimitOfDigits(final String text, final long expected) {
        assertThat(Scan.decimal(TestMessages.buffer(text), 0, text.length(), 3))
                .isEqualTo(expected);
    }
}
