// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.DatabaseState;
import io.strowger.replication.Message.Announcement;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One row a rule: what a replica holds, what is announced, and how it gets there. */
class CatchUpTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # birth | level | coherent | digest || birth | level | oldest | digest || what to do
                        7   |   5   |  true    |   50   ||   7   |   5   |   1    |   50   || in step
                        7   |   0   |  true    |    0   ||   7   |   0   |   0    |    0   || in step
                        7   |   5   |  true    |   50   ||   7   |   6   |   1    |   60   || entries 6..6
                        7   |   5   |  true    |   50   ||   7   |   9   |   6    |   90   || entries 6..9
                        7   |   5   |  true    |   50   ||   7   |   9   |   7    |   90   || LOG_NO_LONGER_REACHES_BACK
                        7   |   5   |  true    |   50   ||   7   |   9   |   0    |   90   || LOG_NO_LONGER_REACHES_BACK
                        7   |   5   |  true    |   50   ||   7   |   5   |   1    |   51   || DIGEST_DIFFERS
                        7   |   5   |  true    |   50   ||   7   |   4   |   1    |   40   || AHEAD_OF_LOCATION_SERVER
                        7   |   5   |  true    |   50   ||   8   |   5   |   1    |   50   || OTHER_BIRTH_DATE
                        7   |   5   |  false   |   50   ||   8   |   5   |   1    |   50   || OTHER_BIRTH_DATE
                        7   |   5   |  false   |   50   ||   7   |   5   |   1    |   50   || NOT_COHERENT
                        0   |   0   |  false   |    0   ||   7   |   0   |   0    |    0   || NOT_COHERENT
                    """)
    void eachRow(
            final long birthDate,
            final long level,
            final boolean coherent,
            final long digest,
            final String gap,
            final long announcedBirthDate,
            final long announcedLevel,
            final long oldest,
            final long announcedDigest,
            final String gap2,
            final String expected) {
        final DatabaseState replica = new DatabaseState(birthDate, level, coherent, 0, digest, 1);
        final Announcement announced =
                Announcement.of(
                        1,
                        1,
                        new DatabaseState(
                                announcedBirthDate, announcedLevel, true, 0, announcedDigest, 1),
                        oldest,
                        List.of(),
                        0);
        assertThat(describe(CatchUp.decide(replica, announced))).isEqualTo(expected);
    }

    private static String describe(final CatchUp decision) {
        return switch (decision) {
            case CatchUp.InStep() -> "in step";
            case CatchUp.IncrementalLoad(long from, long to) -> "entries " + from + ".." + to;
            case CatchUp.ContinuousReload(Message.LastLoad reason) -> reason.toString();
        };
    }
}
