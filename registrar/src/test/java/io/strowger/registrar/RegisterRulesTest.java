// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import static io.strowger.location.MemoryLocation.contact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3261 §10.3 steps 2 and 5 to 7, a row for each rule: what one REGISTER makes of none or two. */
class RegisterRulesTest {
    private static final String ONE = "<sip:alice@10.0.0.1>";

    private final Station station = new Station();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        # what is asked                                          | status | what is bound
        Contact: <sip:a@10.0.0.1>                                | 200 | <sip:a@10.0.0.1>;expires=3600
        Contact: sip:a@10.0.0.1;expires=120                      | 200 | <sip:a@10.0.0.1>;expires=120
        Contact: <sip:a@10.0.0.1;transport=tcp>;expires=120      | 200 | <sip:a@10.0.0.1;transport=tcp>;expires=120
        Contact: "A, B" <sip:a@10.0.0.1>;expires=120;q=0.7       | 200 | <sip:a@10.0.0.1>;q=0.7;expires=120
        Contact: <sip:a@10.0.0.1>;q=0.123                        | 200 | <sip:a@10.0.0.1>;q=0.123;expires=3600
        Contact: <sip:a@10.0.0.1>;q=1.000                        | 200 | <sip:a@10.0.0.1>;expires=3600
        Contact: <sip:a@10.0.0.1>;q=0                            | 200 | <sip:a@10.0.0.1>;q=0.0;expires=3600
        Contact: <sip:a@10.0.0.1>;q=1.001                        | 400 |
        Contact: <sip:a@10.0.0.1>;q=x                            | 400 |
        Contact: <sip:a@10.0.0.1>;q=0.1234                       | 400 |
        # contact before header before default; malformed is one hour
        Expires: 300~Contact: <sip:a@10.0.0.1>                   | 200 | <sip:a@10.0.0.1>;expires=300
        Expires: 300~Contact: <sip:a@10.0.0.1>;expires=400       | 200 | <sip:a@10.0.0.1>;expires=400
        Expires: x~Contact: <sip:a@10.0.0.1>                     | 200 | <sip:a@10.0.0.1>;expires=3600
        Contact: <sip:a@10.0.0.1>;expires=-1                     | 200 | <sip:a@10.0.0.1>;expires=3600
        Contact: <sip:a@10.0.0.1>;expires=7200                   | 200 | <sip:a@10.0.0.1>;expires=7200
        Contact: <sip:a@10.0.0.1>;expires=7201                   | 200 | <sip:a@10.0.0.1>;expires=7200
        Contact: <sip:a@10.0.0.1>;expires=99999999999999999999   | 200 | <sip:a@10.0.0.1>;expires=7200
        Contact: <sip:a@10.0.0.1>;expires=60                     | 200 | <sip:a@10.0.0.1>;expires=60
        Contact: <sip:a@10.0.0.1>;expires=59                     | 423 |
        Contact: <sip:a@10.0.0.1>;expires=1                      | 423 |
        Contact: <sip:a@10.0.0.1>;expires=0                      | 200 |
        # the asterisk stands alone and with Expires: 0
        Contact: *~Expires: 0                                    | 200 |
        Contact: *                                               | 400 |
        Contact: *~Expires: 1                                    | 400 |
        Contact: *, <sip:a@10.0.0.1>~Expires: 0                  | 400 |
        Contact: <sip:a@10.0.0.1>, *~Expires: 0                  | 400 |
        Contact: *, *~Expires: 0                                 | 400 |
        # more than one, in one header or several
        Contact: <sip:a@10.0.0.1>, <sip:a@10.0.0.2>;expires=90   | 200 | <sip:a@10.0.0.1>;expires=3600 <sip:a@10.0.0.2>;expires=90
        Contact: <sip:a@10.0.0.1>~m: <sip:a@10.0.0.2>            | 200 | <sip:a@10.0.0.1>;expires=3600 <sip:a@10.0.0.2>;expires=3600
        Contact: <sip:a@10.0.0.1>;q=0.1, <sip:a@10.0.0.1>;q=0.2  | 200 | <sip:a@10.0.0.1>;q=0.2;expires=3600
        Contact: <sip:a@10.0.0.1>, <sip:a@10.0.0.2>;expires=3    | 423 |
        Contact: <sip:a@10.0.0.1>, <sip:a@10.0.0.2               | 400 |
        Contact: <sip:a@10.0.0.1                                 | 400 |
        Contact: <>                                              | 400 |
        # whose address-of-record
        To: <sip:alice@far.example>                              | 404 |
        To: <sip:example.org>                                    | 404 |
        To: <tel:+1>                                             | 404 |
        # extensions
        Require: path, outbound                                  | 200 |
        Require: path, gruu, foo                                 | 420 |
        Supported: gruu                                          | 200 |
        Path: <sip:p.example;lr>~Contact: <sip:a@10.0.0.1>       | 421 |
        Path: <sip:p.example;lr~Contact: <sip:a@10.0.0.1>~Supported: path | 400 |
        """)
    void aRegisterForNobodyYet(final String headers, final String status, final String bound) {
        station.register(headers.replace('~', '\n'));
        while (!station.submissions.isEmpty()) {
            station.commit();
        }
        assertThat(station.status()).isEqualTo(status);
        assertThat(String.join(" ", station.contacts())).isEqualTo(bound == null ? "" : bound);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        # Call-ID | CSeq | what is asked                                      | status | what is bound after
        reg-1     | 6    | Contact: <sip:a@10.0.0.1>;expires=90               | 200 | 1=90 2=3600
        reg-1     | 6    | Contact: <sip:%61@10.0.0.1;foo>;expires=90         | 200 | 1;foo=90 2=3600
        reg-2     | 1    | Contact: <sip:a@10.0.0.1>;expires=90               | 200 | 1=90 2=3600
        reg-1     | 6    | Contact: <sip:a@10.0.0.1>;expires=0                | 200 | 2=3600
        reg-2     | 1    | Contact: <sip:a@10.0.0.1>;expires=0                | 200 | 2=3600
        reg-1     | 4    | Contact: <sip:a@10.0.0.1>;expires=90               | 500 | 1=3600 2=3600
        reg-1     | 5    | Contact: <sip:a@10.0.0.1>;expires=0                | 500 | 1=3600 2=3600
        reg-1     | 4    | Contact: <sip:a@10.0.0.3>;expires=90               | 200 | 1=3600 2=3600 3=90
        reg-1     | 6    | Contact: *                                         | 200 |
        reg-2     | 1    | Contact: *                                         | 200 |
        reg-1     | 5    | Contact: *                                         | 500 | 1=3600 2=3600
        reg-1     | 6    | Contact: <sip:a@10.0.0.9>;expires=0                | 200 | 1=3600 2=3600
        # all or nothing
        reg-1     | 4    | Contact: <sip:a@10.0.0.3>, <sip:a@10.0.0.1>        | 500 | 1=3600 2=3600
        reg-1     | 6    | Contact: <sip:a@10.0.0.3>, <sip:a@10.0.0.4>        | 403 | 1=3600 2=3600
        reg-1     | 6    | Contact: <sip:a@10.0.0.3>, <sip:a@10.0.0.1>;expires=0, <sip:a@10.0.0.4> | 200 | 2=3600 3=3600 4=3600
        """)
    void aRegisterForWhomTwoBindingsExist(
            final String callId,
            final int cseq,
            final String headers,
            final String status,
            final String after) {
        station.registered("reg-1", 5, "Contact: <sip:a@10.0.0.1>, <sip:a@10.0.0.2>");
        station.registered(callId, cseq, headers + (headers.contains("*") ? "\nExpires: 0" : ""));
        assertThat(station.status()).isEqualTo(status);
        final List<String> bound = station.registered("reg-9", 1, "");
        final String shortened =
                String.join(" ", bound)
                        .replaceAll("<sip:[^@]*@10\\.0\\.0\\.", "")
                        .replaceAll(">;expires", "");
        assertThat(shortened).isEqualTo(after == null ? "" : after);
    }

    @Test
    void theSameRequestAgainIsAnsweredAsBeforeForAsLongAsAClientRepeatsIt() {
        assertThat(station.registered("reg-1", 5, "Contact: " + ONE)).hasSize(1);
        station.pass(BindingRules.REPETITION_MILLIS - 1);
        assertThat(station.registered("reg-1", 5, "Contact: " + ONE))
                .containsExactly(ONE + ";expires=3569");
        station.pass(1);
        station.registered("reg-1", 5, "Contact: " + ONE);
        assertThat(station.status()).isEqualTo("500");
    }

    @Test
    void whatHasExpiredIsGoneAndMakesRoom() {
        station.registered(
                "reg-1",
                1,
                "Contact: <sip:a@10.0.0.1>;expires=60, <sip:a@10.0.0.2>;expires=61,"
                        + " <sip:a@10.0.0.3>");
        station.pass(60_000);
        assertThat(station.registered("reg-2", 1, ""))
                .containsExactly("<sip:a@10.0.0.2>;expires=1", "<sip:a@10.0.0.3>;expires=3540");
        assertThat(station.registered("reg-3", 1, "Contact: <sip:a@10.0.0.4>")).hasSize(3);
        // The one that expired is no obstacle to its own older requests either.
        station.pass(3_600_000);
        assertThat(station.registered("reg-1", 1, "Contact: <sip:a@10.0.0.1>")).hasSize(1);
    }

    @Test
    void anAddressOfRecordTakesItsLimitOfContactsAndNotOneMore() {
        for (int i = 1; i <= 3; i++) {
            assertThat(station.registered("reg-" + i, 1, "Contact: <sip:a@10.0.0." + i + ">"))
                    .hasSize(i);
        }
        station.registered("reg-4", 1, "Contact: <sip:a@10.0.0.4>");
        assertThat(station.status()).isEqualTo("403");
        assertThat(station.registered("reg-3", 2, "Contact: <sip:a@10.0.0.3>")).hasSize(3);
    }

    @Test
    void aLimitThatWasLoweredDoesNotThrowOutWhoIsThere() {
        final long later = station.nowMillis() + 1_000_000;
        station.location.bindings(
                "alice@example.org",
                contact("sip:a@10.0.0.1", 1000, later),
                contact("sip:a@10.0.0.2", 1000, later),
                contact("sip:a@10.0.0.3", 1000, later),
                contact("sip:a@10.0.0.4", 1000, later));
        assertThat(station.registered("reg-1", 1, "Contact: <sip:a@10.0.0.4>")).hasSize(4);
        station.register("reg-2", 1, "Contact: <sip:a@10.0.0.5>");
        assertThat(station.status()).isEqualTo("403");
    }

    @Test
    void aRequestTakesItsLimitOfContactsAndNotOneMore() {
        final String most = "Contact: <sip:x@10.0.0.1>;expires=0\n".repeat(64).strip();
        station.register(most);
        assertThat(station.status()).isEqualTo("200");
        station.register(most + "\nContact: <sip:y@10.0.0.1>;expires=0");
        assertThat(station.status()).isEqualTo("403");
    }

    @Test
    void aContactOfTheLongestLengthIsBoundAndALongerOneIsNot() {
        final String longest = "sip:a@10.0.0.1;x=" + "y".repeat(1024 - 17);
        assertThat(station.registered("reg-1", 1, "Contact: <" + longest + ">")).hasSize(1);
        station.register("reg-2", 1, "Contact: <" + longest + "y>");
        assertThat(station.status()).isEqualTo("400");
    }

    @Test
    void aCallIdOfTheLongestLengthIsTakenAndALongerOneIsNot() {
        assertThat(station.registered("c".repeat(254), 1, "Contact: " + ONE)).hasSize(1);
        station.register("c".repeat(255), 1, "Contact: " + ONE);
        assertThat(station.status()).isEqualTo("400");
    }

    @Test
    void aPathOfTheLongestLengthIsTakenAndALongerOneIsNot() {
        final String path = "<sip:p;x=" + "y".repeat(4096 - 10) + ">";
        final String headers = "Supported: path\nContact: " + ONE + "\nPath: ";
        assertThat(station.registered("reg-1", 1, headers + path)).hasSize(1);
        station.register("reg-2", 1, headers + path.replace("y>", "yy>"));
        assertThat(station.status()).isEqualTo("400");
    }

    @Test
    void jitterShortensByAtMostItsShareAndEachNodeGrantsAlike() {
        final RegistrationLimits limits = new RegistrationLimits(60, 7200, 3600, 10, 3, 4, 5);
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int cseq = 1; cseq <= 200; cseq++) {
            final List<String> here =
                    new Station(limits).registered("reg-1", cseq, "Contact: " + ONE);
            assertThat(here)
                    .isEqualTo(new Station(limits).registered("reg-1", cseq, "Contact: " + ONE));
            final long granted = Long.parseLong(here.getFirst().split("expires=", -1)[1]);
            least = Math.min(least, granted);
            most = Math.max(most, granted);
        }
        assertThat(least).isBetween(3240L, 3290L);
        assertThat(most).isBetween(3550L, 3600L);
        assertThat(new Station(limits).registered("reg-1", 1, "Contact: " + ONE + ";expires=60"))
                .containsExactly(ONE + ";expires=60");
    }

    @Test
    void refusalsSayWhatWouldDo() {
        station.register("Contact: " + ONE + ";expires=10");
        assertThat(station.values("Min-Expires")).containsExactly("60");
        station.register("Require: foo, path, bar");
        assertThat(station.values("Unsupported")).containsExactly("foo, bar");
        station.register("Path: <sip:p;lr>\nContact: " + ONE);
        assertThat(station.values("Require")).containsExactly("path");
    }

    @Test
    void limitsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new RegistrationLimits(0, 7200, 3600, 10, 3, 4, 5))
                .hasMessageContaining("min expires");
        assertThatThrownBy(() -> new RegistrationLimits(60, 7200, 7201, 10, 3, 4, 5))
                .hasMessageContaining("default expires");
        assertThatThrownBy(() -> new RegistrationLimits(60, 7200, 3600, 51, 3, 4, 5))
                .hasMessageContaining("jitter");
        assertThatThrownBy(() -> new RegistrationLimits(60, 7200, 3600, 10, 65, 4, 5))
                .hasMessageContaining("max contacts");
    }
}
