// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.BindingSetView;
import io.strowger.location.BindingView;
import io.strowger.location.LocationReader;
import io.strowger.location.RecordChange;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One authority for expiry: bindings leave the database by a change of a batch, at most a second late. */
final class BindingExpiryTest {
    @TempDir Path directory;
    private StoreFixture fixture;
    private final BindingSetView view = new BindingSetView();
    private final BindingView binding = new BindingView();

    @BeforeEach
    void open() throws StoreOpenFailure {
        fixture = new StoreFixture(directory);
    }

    @AfterEach
    void close() {
        assertThat(fixture.verify()).isInstanceOf(VerifyOutcome.Intact.class);
        fixture.close();
    }

    private long[] expiries(final String aor) {
        final UnsafeBuffer key = StoreFixture.bytes(aor);
        try (LocationReader reader = fixture.store.reader()) {
            if (!reader.bindings(key, 0, key.capacity(), view)) {
                return new long[0];
            }
            final long[] found = new long[view.count()];
            for (int i = 0; i < found.length; i++) {
                view.binding(i, binding);
                found[i] = binding.expiresAtMillis();
            }
            return found;
        }
    }

    private long expire(final long nowMillis, final int maxRecords) {
        fixture.begin();
        final long removed = fixture.writer.expireDue(nowMillis, maxRecords);
        fixture.commit();
        return removed;
    }

    @Test
    void aBindingIsRemovedOnceItsWholeSecondIsPast() {
        fixture.bindAlone("a@x", 10_500);
        assertThat(expire(10_999, 10)).isZero();
        assertThat(expiries("a@x")).containsExactly(10_500);
        assertThat(expire(11_000, 10)).isEqualTo(1);
        assertThat(expiries("a@x")).isEmpty();
        assertThat(fixture.store.state().level()).isEqualTo(2);
        assertThat(fixture.counter("strowger_location_expired_bindings_total")).isEqualTo(1);
    }

    @Test
    void theOtherBindingsOfTheAddressStayAndExpireInTheirTurn() {
        fixture.bindAlone("a@x", 30_000, 10_000, 20_000);
        assertThat(expire(15_000, 10)).isEqualTo(1);
        assertThat(expiries("a@x")).containsExactly(30_000, 20_000);
        assertThat(expire(25_000, 10)).isEqualTo(1);
        assertThat(expire(35_000, 10)).isEqualTo(1);
        assertThat(fixture.store.state().recordCount()).isZero();
    }

    @Test
    void aRefreshedBindingOutlivesTheTimeItWasIndexedAtWithoutANewLevel() {
        fixture.bindAlone("a@x", 10_000);
        fixture.bindAlone("a@x", 20_000);
        assertThat(expire(15_000, 10)).isZero();
        assertThat(fixture.store.state().level()).isEqualTo(2);
        assertThat(expiries("a@x")).containsExactly(20_000);
        assertThat(expire(21_000, 10)).isEqualTo(1);
    }

    @Test
    void anExpiryThatMovesEarlierIsKept() {
        fixture.bindAlone("a@x", 100_000);
        fixture.bindAlone("a@x", 10_000);
        assertThat(expire(11_000, 10)).isEqualTo(1);
    }

    @Test
    void atMostTheGivenNumberOfRecordsIsLookedAt() {
        fixture.begin();
        for (int i = 0; i < 11; i++) {
            fixture.bind("u" + i + "@x", RecordChange.ANY_LEVEL, 1000);
        }
        fixture.commit();
        assertThat(expire(5000, 10)).isEqualTo(10);
        assertThat(expire(5000, 10)).isEqualTo(1);
    }

    @Test
    void expiriesOutsideTheIndexesRangeAreHeldAtItsEdges() {
        fixture.bindAlone("past@x", Long.MIN_VALUE);
        fixture.bindAlone("future@x", Long.MAX_VALUE);
        assertThat(expire(1000, 10)).isEqualTo(1);
        assertThat(expire(Long.MAX_VALUE - 1, 10)).isZero();
        assertThat(expiries("future@x")).containsExactly(Long.MAX_VALUE);
    }

    @Test
    void aSeededHistoryAgreesWithAModel() {
        final SplittableRandom random = new SplittableRandom(99);
        final Map<String, long[]> model = new TreeMap<>();
        long now = 1_000_000;
        for (int step = 0; step < 3000; step++) {
            now += random.nextInt(400);
            fixture.begin();
            for (int i = random.nextInt(4); i > 0; i--) {
                final String aor = "u" + random.nextInt(40) + "@x";
                final long from = now;
                final long[] expiries =
                        random.longs(random.nextInt(4), 0, 30_000).map(t -> from + t).toArray();
                fixture.bind(aor, RecordChange.ANY_LEVEL, expiries);
                model.put(aor, expiries);
            }
            final long removed = fixture.writer.expireDue(now, 1000);
            fixture.commit();
            assertThat(removed).isEqualTo(follow(model, now));
        }
        assertThat(fixture.counter("strowger_location_expired_bindings_total")).isGreaterThan(1000);
    }

    /** Takes over what the store holds; a binding may go when it is past, and must when its whole second is. */
    private long follow(final Map<String, long[]> model, final long now) {
        long removed = 0;
        for (final Map.Entry<String, long[]> entry : model.entrySet()) {
            final long[] before = entry.getValue();
            final long[] after = expiries(entry.getKey());
            final long[] future = Arrays.stream(before).filter(t -> t > now).toArray();
            final boolean isDue = Arrays.stream(before).anyMatch(t -> (t / 1000 + 1) * 1000 <= now);
            if (isDue || after.length < before.length) {
                assertThat(after).containsExactly(future);
            } else {
                assertThat(after).containsExactly(before);
            }
            removed += before.length - after.length;
            entry.setValue(after);
        }
        return removed;
    }
}
