// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScannerPatternsTest {
    private final ScannerPatterns patterns =
            new ScannerPatterns(List.of("friendly-scanner", "sipcli", "scan", "cannon"));

    @ParameterizedTest
    @CsvSource({
        "friendly-scanner, true",
        "Friendly-Scanner/1.2, true",
        "pplsipcli v3, true",
        "friendly-scamner, false",
        // 'scan' fails at its last letter and 'cannon' has begun within it.
        "x scacannon, true",
        "friendly-sipclii, true",
        "Linphone/5.2, false",
        "sipcl, false"
    })
    void aWordIsFoundWhereverItBegins(final String text, final boolean expected) {
        assertThat(isIn(text)).isEqualTo(expected);
    }

    @Test
    void whatIsNotAsciiBeginsAnew() {
        assertThat(isIn("sipélsip\u00e9cli")).isFalse();
        assertThat(isIn("\u00e9sipcli")).isTrue();
    }

    @Test
    void nothingIsFoundWithoutPatterns() {
        final UnsafeBuffer text = new UnsafeBuffer("sipcli".getBytes(StandardCharsets.US_ASCII));
        assertThat(new ScannerPatterns(List.of()).isIn(text, 0, 6)).isFalse();
    }

    @Test
    void oneLetterOrPatternTooManyIsRefused() {
        assertThat(ScannerPatterns.isPattern("a".repeat(ScannerPatterns.LONGEST))).isTrue();
        assertThat(ScannerPatterns.isPattern("a".repeat(ScannerPatterns.LONGEST + 1))).isFalse();
        assertThat(ScannerPatterns.isPattern("")).isFalse();
        assertThat(ScannerPatterns.isPattern("\u00e9")).isFalse();
        final List<String> most = Collections.nCopies(ScannerPatterns.MOST, "a");
        assertThat(new ScannerPatterns(most)).isNotNull();
        assertThatThrownBy(
                        () ->
                                new ScannerPatterns(
                                        Collections.nCopies(ScannerPatterns.MOST + 1, "a")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private boolean isIn(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return patterns.isIn(new UnsafeBuffer(bytes), 0, bytes.length);
    }
}
