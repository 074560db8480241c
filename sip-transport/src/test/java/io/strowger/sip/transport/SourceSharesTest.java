// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.IpAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who is limited when, and to what; and the whole loop against a model of a receive buffer. */
class SourceSharesTest {
    private static final long WINDOW = SourceShares.WINDOW_NANOS;
    private static final int GUARANTEED = 1_000;
    private static final int FLOOR = 20;

    private final SourceShares shares = new SourceShares(GUARANTEED, 42);
    private long now = -7;

    private static IpAddress source(final int number) {
        return IpAddress.v4(0x0A000000 + number);
    }

    private boolean admits(final IpAddress source) {
        return shares.admits(source.high(), source.low());
    }

    /** How many of so many datagrams are admitted. */
    private int admitted(final IpAddress source, final int count) {
        int result = 0;
        for (int i = 0; i < count; i++) {
            result += admits(source) ? 1 : 0;
        }
        return result;
    }

    private boolean look(final int fillPercent) {
        now += WINDOW;
        return shares.look(fillPercent, now);
    }

    /** Full for so long that the level has come down to what is guaranteed. */
    private void pressToTheFloor() {
        for (int window = 0; window < 40; window++) {
            look(100);
            admitted(source(1), 1_000);
        }
        look(100);
    }

    @Test
    void nobodyIsLimitedBelowThePressure() {
        assertThat(look(SourceShares.PRESSURE_PERCENT - 1)).isFalse();
        assertThat(shares.isLimiting()).isFalse();
        assertThat(look(SourceShares.PRESSURE_PERCENT)).isTrue();
        assertThat(shares.isLimiting()).isTrue();
    }

    /** The level begins at no limit and rises from there when it has never been cut. */
    @Test
    void pressureThatEndsAtOnceLimitsNobody() {
        look(100);
        for (int window = 0; window < 1_000; window++) {
            assertThat(admitted(source(1), 1_000)).isEqualTo(1_000);
            look(0);
        }
        assertThat(shares.isLimiting()).isFalse();
    }

    @Test
    void theFirstWindowOnlyCounts() {
        look(100);
        assertThat(admitted(source(1), 10_000)).isEqualTo(10_000);
        look(100);
        assertThat(admitted(source(1), 10_000)).isEqualTo(5_000);
    }

    @Test
    void theFullerTheBufferTheMoreIsCut() {
        look(SourceShares.PRESSURE_PERCENT);
        admitted(source(1), 1_600);
        look(SourceShares.HIGH_PERCENT - 1);
        assertThat(shares.level()).isEqualTo(1_500);
        admitted(source(1), 1_600);
        look(SourceShares.FULL_PERCENT - 1);
        assertThat(shares.level()).isEqualTo(1_125);
        admitted(source(1), 1_600);
        look(SourceShares.FULL_PERCENT);
        assertThat(shares.level()).isEqualTo(563);
    }

    @Test
    void whatIsGuaranteedIsNeverCut() {
        pressToTheFloor();
        assertThat(shares.level()).isEqualTo(FLOOR);
        for (int other = 2; other < 10; other++) {
            assertThat(admitted(source(other), FLOOR)).isEqualTo(FLOOR);
        }
        assertThat(admitted(source(1), FLOOR + 1)).isEqualTo(FLOOR);
    }

    @Test
    void theHighestGuaranteeLimitsNobody() {
        final SourceShares open = new SourceShares(UdpLimits.MOST_GUARANTEED, 42);
        for (int window = 1; window < 10; window++) {
            open.look(100, window * WINDOW);
            for (int i = 0; i < 100_000; i++) {
                assertThat(open.admits(0, 1)).isTrue();
                open.onMalformed(0, 1);
            }
        }
    }

    @Test
    void malformedDatagramsCostMore() {
        look(100);
        admitted(source(1), 640);
        look(100);
        final IpAddress bad = source(2);
        int passed = 0;
        while (admits(bad)) {
            shares.onMalformed(bad.high(), bad.low());
            passed++;
        }
        assertThat(passed).isEqualTo(320 / (1 + SourceShares.MALFORMED_COST));
        assertThat(admitted(source(1), 400)).isEqualTo(320);
    }

    @Test
    void malformedDatagramsCostNothingWithoutPressure() {
        shares.onMalformed(0, 1);
        look(100);
        assertThat(admitted(source(1), 10)).isEqualTo(10);
    }

    @Test
    void anIpv6NetworkOf64BitsIsOneSource() {
        pressToTheFloor();
        final long network = 0x20010DB8_00000001L;
        for (int host = 0; host < FLOOR; host++) {
            assertThat(shares.admits(network, host)).isTrue();
        }
        assertThat(shares.admits(network, FLOOR)).isFalse();
        assertThat(shares.admits(network + 1, 0)).isTrue();
    }

    @Test
    void sourcesThatShareAnAccountDoSoForOneWindow() {
        pressToTheFloor();
        admitted(source(1), FLOOR);
        final List<IpAddress> companions = new ArrayList<>();
        for (int number = 2; number < 200_000; number++) {
            if (!admits(source(number))) {
                companions.add(source(number));
            }
        }
        assertThat(companions).as("200,000 sources in 16,384 accounts").isNotEmpty();
        look(100);
        admitted(source(1), FLOOR);
        assertThat(companions).anyMatch(this::admits);
    }

    @Test
    void fiveSecondsOfCalmEndIt() {
        look(100);
        final long calmWindows = SourceShares.CALM_NANOS / WINDOW;
        for (int window = 1; window < calmWindows; window++) {
            assertThat(look(SourceShares.CALM_PERCENT - 1)).as("window " + window).isFalse();
        }
        assertThat(look(SourceShares.CALM_PERCENT - 1)).isTrue();
        assertThat(shares.isLimiting()).isFalse();
    }

    @Test
    void itDoesNotEndWhileSomethingHasToBeDiscarded() {
        pressToTheFloor();
        for (int window = 0; window < 1_000; window++) {
            admitted(source(1), 100_000);
            assertThat(look(0)).isFalse();
        }
        assertThat(shares.isLimiting()).isTrue();
    }

    @Test
    void theLevelRisesWhileThereIsRoom() {
        pressToTheFloor();
        for (int window = 0; window < SourceShares.RISE_NANOS / WINDOW; window++) {
            look(0);
        }
        assertThat(shares.level()).isEqualTo(FLOOR + FLOOR / 8 + 1);
        for (int window = 0; window < 100; window++) {
            look(SourceShares.CALM_PERCENT);
        }
        assertThat(shares.level()).isGreaterThan(2 * FLOOR);
    }

    /**
     * A receive buffer of 1,000 datagrams, and a thread that does so much work in a window: a
     * datagram discarded costs it 1, a malformed one 4, a sound one 10.
     */
    private final class Model {
        private static final int BUFFER = 1_000;
        private static final int WORK = 5_000;
        private static final int STEPS = 20;
        private final Random random = new Random(7);
        private final ArrayDeque<Integer> buffer = new ArrayDeque<>();
        private final int[] perWindow;
        private final int malformedSource;
        private final long[] served;
        private int left;
        private boolean dropped;

        Model(final int malformedSource, final int... perWindow) {
            this.malformedSource = malformedSource;
            this.perWindow = perWindow;
            this.served = new long[perWindow.length];
        }

        /** Runs so many windows and answers what was served of each source in them, per window. */
        double[] run(final int windows) {
            Arrays.fill(served, 0);
            for (int window = 0; window < windows; window++) {
                final List<Integer> arrivals = arrivals();
                for (int step = 0; step < STEPS; step++) {
                    arrive(
                            arrivals.subList(
                                    arrivals.size() * step / STEPS,
                                    arrivals.size() * (step + 1) / STEPS));
                    work();
                }
                final boolean overflowed = dropped && shares.offenders().isEmpty();
                look(overflowed ? SourceShares.FULL_PERCENT : buffer.size() * 100 / BUFFER);
                dropped = false;
            }
            return Arrays.stream(served).mapToDouble(n -> n / (double) windows).toArray();
        }

        private List<Integer> arrivals() {
            final List<Integer> arrivals = new ArrayList<>();
            for (int i = 0; i < perWindow.length; i++) {
                arrivals.addAll(Collections.nCopies(perWindow[i], i));
            }
            Collections.shuffle(arrivals, random);
            return arrivals;
        }

        private void arrive(final List<Integer> arrivals) {
            for (final int from : arrivals) {
                if (random.nextDouble() < systemLets(from)) {
                    dropped |= buffer.size() == BUFFER;
                    if (buffer.size() < BUFFER) {
                        buffer.add(from);
                    }
                }
            }
        }

        private double systemLets(final int from) {
            final Offenders offenders = shares.offenders();
            for (int i = 0; i < offenders.count(); i++) {
                if (offenders.addressLow(i) == source(from).low()) {
                    return offenders.share(i);
                }
            }
            return 1;
        }

        private void work() {
            left = Math.min(left, 0) + WORK / STEPS;
            while (left > 0 && !buffer.isEmpty()) {
                final int from = buffer.remove();
                if (shares.isLimiting() && !admits(source(from))) {
                    left -= 1;
                } else if (from == malformedSource) {
                    shares.onMalformed(source(from).high(), source(from).low());
                    left -= 4;
                } else {
                    served[from]++;
                    left -= 10;
                }
            }
        }
    }

    @Test
    void withoutAFloodEverybodyIsServedAtNinetyPercentLoad() {
        final Model model = new Model(-1, 420, 30);
        model.run(10);
        final double[] served = model.run(500);
        assertThat(served[0]).isGreaterThan(420 * 0.999);
        assertThat(served[1]).isGreaterThan(30 * 0.99);
        assertThat(shares.isLimiting()).isFalse();
    }

    @Test
    void aMalformedFloodDoesNotTouchTheOthers() {
        final Model model = new Model(0, 5_000, 200, 3);
        model.run(50);
        final double[] served = model.run(1_000);
        assertThat(served[1]).isGreaterThan(200 * 0.99);
        assertThat(served[2]).isGreaterThan(3 * 0.99);
    }

    @Test
    void aSoundFloodHasWhatTheOthersLeave() {
        final Model model = new Model(-1, 5_000, 100, 3);
        model.run(50);
        final double[] served = model.run(1_000);
        assertThat(served[1]).isGreaterThan(100 * 0.99);
        assertThat(served[2]).isGreaterThan(3 * 0.99);
        assertThat(served[0]).isGreaterThan(200);
    }

    @Test
    void aPeerThatIsTooFastByATenthIsServedNearlyAllThatCanBe() {
        final Model model = new Model(-1, 550);
        model.run(50);
        assertThat(model.run(1_000)[0]).isGreaterThan(500 * 0.95);
    }
}
