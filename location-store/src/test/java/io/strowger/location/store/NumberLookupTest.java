// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.LocationReader;
import io.strowger.location.NumberKey;
import io.strowger.location.NumberRouteView;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Precedence of number routes: exact, range, longest prefix, default. */
final class NumberLookupTest {
    @TempDir Path directory;
    private StoreFixture fixture;
    private final NumberRouteView view = new NumberRouteView();

    @BeforeEach
    void open() throws StoreOpenFailure {
        fixture = new StoreFixture(directory);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private String find(final LocationReader reader, final String digits) {
        final UnsafeBuffer wanted = StoreFixture.bytes(digits);
        return reader.numberRoute(wanted, 0, wanted.capacity(), view) ? view.uri(0) : "none";
    }

    @ParameterizedTest
    @CsvSource({
        "+4930123456, exact",
        "+4930123457, range",
        "+4930123000, range",
        "+4930123999, range",
        "+4930124000, prefix+4930",
        "+4930122999, prefix+4930",
        "+49301234567, prefix+4930",
        "+493012, prefix+4930",
        "+4931, prefix+49",
        "+49, prefix+49",
        "+4, prefix+",
        "+5, prefix+",
        "112, prefix112",
        "1129, prefix112",
        "113, default",
        "11, default",
        "1, default",
        "30123456, default",
        "*, default"
    })
    void theMostSpecificRouteIsTaken(final String digits, final String expected) {
        fixture.begin();
        fixture.route(key(NumberKey.exact("+4930123456")), "exact");
        fixture.route(key(NumberKey.range("+4930123000", "+4930123999")), "range");
        for (final String prefix : new String[] {"+4930", "+49", "112"}) {
            fixture.route(key(NumberKey.prefix(prefix)), "prefix" + prefix);
        }
        fixture.route(key(NumberKey.prefix("+4930123456999")), "longer than what is asked");
        fixture.route(key(NumberKey.prefix("+4")), "prefix+");
        fixture.route(key(NumberKey.prefix("+5")), "prefix+");
        fixture.route(NumberKey.defaultRoute(), "default");
        fixture.commit();
        try (LocationReader reader = fixture.store.reader()) {
            assertThat(find(reader, digits)).isEqualTo(expected);
        }
    }

    @Test
    void withoutRoutesNothingIsFound() {
        try (LocationReader reader = fixture.store.reader()) {
            assertThat(find(reader, "112")).isEqualTo("none");
            assertThat(find(reader, "")).isEqualTo("none");
            assertThat(find(reader, "1".repeat(33))).isEqualTo("none");
            assertThat(reader.lastLookupDamaged()).isFalse();
        }
    }

    @Test
    void aThirtyThirdDigitIsNoNumberEvenForTheDefaultRoute() {
        fixture.begin();
        fixture.route(NumberKey.defaultRoute(), "default");
        fixture.commit();
        try (LocationReader reader = fixture.store.reader()) {
            assertThat(find(reader, "1".repeat(32))).isEqualTo("default");
            assertThat(find(reader, "1".repeat(33))).isEqualTo("none");
        }
    }

    @Test
    void rangesMeetTheirEdgesOnly() {
        fixture.begin();
        fixture.route(key(NumberKey.range("100", "199")), "a");
        fixture.route(key(NumberKey.range("300", "399")), "b");
        fixture.commit();
        try (LocationReader reader = fixture.store.reader()) {
            assertThat(find(reader, "099")).isEqualTo("none");
            assertThat(find(reader, "100")).isEqualTo("a");
            assertThat(find(reader, "199")).isEqualTo("a");
            assertThat(find(reader, "200")).isEqualTo("none");
            assertThat(find(reader, "300")).isEqualTo("b");
            assertThat(find(reader, "400")).isEqualTo("none");
            assertThat(find(reader, "1000")).isEqualTo("none");
        }
    }

    @Test
    void longestPrefixAgreesWithTryingAllOfThem() {
        final SplittableRandom random = new SplittableRandom(42);
        final Set<String> prefixes = new HashSet<>();
        while (prefixes.size() < 100_000) {
            prefixes.add(digits(random, 1 + random.nextInt(9)));
        }
        fixture.begin();
        int inBatch = 0;
        for (final String prefix : prefixes) {
            fixture.route(key(NumberKey.prefix(prefix)), "p" + prefix);
            if (++inBatch % 10_000 == 0) {
                fixture.commit();
                fixture.begin();
            }
        }
        fixture.commit();
        try (LocationReader reader = fixture.store.reader()) {
            for (int i = 0; i < 100_000; i++) {
                final String number = digits(random, 1 + random.nextInt(15));
                assertThat(find(reader, number)).isEqualTo(naive(prefixes, number));
            }
        }
    }

    private static String naive(final Set<String> prefixes, final String number) {
        for (int length = number.length(); length > 0; length--) {
            if (prefixes.contains(number.substring(0, length))) {
                return "p" + number.substring(0, length);
            }
        }
        return "none";
    }

    private static String digits(final SplittableRandom random, final int length) {
        final StringBuilder text = new StringBuilder(random.nextBoolean() ? "+" : "");
        for (int i = 0; i < length; i++) {
            // Few different digits at first, so that prefixes nest deeply.
            text.append((char) ('0' + random.nextInt(i < 4 ? 3 : 10)));
        }
        return text.toString();
    }

    private static byte[] key(final byte @org.jspecify.annotations.Nullable [] key) {
        return Objects.requireNonNull(key);
    }
}
