// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import static io.strowger.location.MemoryLocation.contact;
import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.Limits;
import io.strowger.location.RecordTable;
import io.strowger.location.client.UpdateOutcome;
import io.strowger.routing.Requests;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Between a REGISTER and its answer: the location server, other clients, limits. */
class RegistrarTest {
    private static final String ONE = "Contact: <sip:a@10.0.0.1>";
    private static final String TWO = "Contact: <sip:a@10.0.0.2>";

    private final Station station = new Station();

    @Test
    void theOkGoesOutWhenTheSetIsCommittedAndNotBefore() {
        station.register(ONE);
        assertThat(station.sent).isEmpty();
        assertThat(station.submissions).hasSize(1);
        assertThat(station.submissions.peek().aor()).isEqualTo("alice@example.org");
        assertThat(station.submissions.peek().expectedLevel()).isZero();
        station.commit();
        assertThat(station.status()).isEqualTo("200");
        assertThat(station.contacts()).containsExactly("<sip:a@10.0.0.1>;expires=3600");
        assertThat(station.values("Date")).containsExactly("Tue, 14 Nov 2023 22:13:20 GMT");
        assertThat(station.values("Supported")).containsExactly("path, outbound");
        assertThat(station.values("To")).singleElement().asString().contains(";tag=");
    }

    @Test
    void whoOnlyAsksIsAnsweredAtOnceFromTheReplica() {
        station.registered("reg-1", 1, ONE);
        station.sent.clear();
        station.pass(10_500).register("");
        assertThat(station.submissions).isEmpty();
        assertThat(station.contacts()).containsExactly("<sip:a@10.0.0.1>;expires=3590");
        station.register("To: <sip:nobody@example.org>");
        assertThat(station.status()).isEqualTo("200");
        assertThat(station.contacts()).isEmpty();
    }

    @Test
    void whatChangesNothingIsNotSubmitted() {
        station.register(ONE + ";expires=0");
        assertThat(station.submissions).isEmpty();
        assertThat(station.status()).isEqualTo("200");
    }

    @Test
    void theLastBindingTakesItsRecordWithIt() {
        station.registered("reg-1", 1, ONE);
        station.register("reg-1", 2, ONE + ";expires=0");
        assertThat(station.submissions.peek().value()).isEmpty();
        assertThat(station.submissions.peek().expectedLevel()).isEqualTo(1);
        station.commit();
        assertThat(station.status()).isEqualTo("200");
        assertThat(station.contacts()).isEmpty();
    }

    @Test
    void aRefreshIsMadeFromTheLevelThatWasRead() {
        station.registered("reg-1", 1, ONE);
        station.register("reg-1", 2, ONE);
        assertThat(station.submissions.peek().expectedLevel()).isEqualTo(1);
    }

    @Test
    void twoPhonesAtTheSameTimeAreBothBound() {
        station.register("reg-1", 1, ONE).register("reg-2", 1, TWO);
        assertThat(station.submissions).hasSize(2);
        station.commit();
        assertThat(station.contacts()).hasSize(1);
        station.answer(UpdateOutcome.CONFLICT);
        assertThat(station.location.releases()).as("read again").isEqualTo(1);
        assertThat(station.submissions).hasSize(1);
        assertThat(station.submissions.peek().expectedLevel()).isEqualTo(1);
        station.commit();
        assertThat(station.contacts()).hasSize(2);
        assertThat(station.sent).hasSize(2);
    }

    @Test
    void aSetThatOthersKeepChangingIsGivenUp() {
        station.register(ONE);
        for (int attempt = 1; attempt < Registrar.MAX_ATTEMPTS; attempt++) {
            station.answer(UpdateOutcome.CONFLICT);
            assertThat(station.sent).as("attempt %d", attempt).isEmpty();
        }
        station.answer(UpdateOutcome.CONFLICT);
        assertThat(station.submissions).isEmpty();
        assertThat(station.status()).isEqualTo("503");
        assertThat(pending()).isZero();
    }

    @Test
    void aConflictMayEndInARefusal() {
        station.register("reg-1", 5, ONE);
        station.location.bindings(
                "alice@example.org",
                contact("sip:a@10.0.0.1", 1000, station.nowMillis() + 1)
                        .callId(Requests.buffer("reg-1"), 0, 5)
                        .cseq(6));
        station.answer(UpdateOutcome.CONFLICT);
        assertThat(station.status()).isEqualTo("500");
        assertThat(station.sent.getLast()).startsWith("SIP/2.0 500 CSeq Out Of Order");
        assertThat(station.values("Retry-After")).isEmpty();
        assertThat(count("refused")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "COMMITTED, 200, -",
        "UNCHANGED, 200, -",
        "UNAVAILABLE, 503, 5",
        "DISK_FULL, 500, 5",
        "REFUSED, 500, 5",
    })
    void everyOutcomeHasItsAnswer(
            final UpdateOutcome outcome, final String status, final String retryAfter) {
        station.register(ONE).answer(outcome);
        assertThat(station.status()).isEqualTo(status);
        final List<String> expected = retryAfter.equals("-") ? List.of() : List.of(retryAfter);
        assertThat(station.values("Retry-After")).isEqualTo(expected);
        assertThat(pending()).isZero();
    }

    @Test
    void aFullQueueIsAServiceUnavailable() {
        station.queueFull = true;
        station.register(ONE);
        assertThat(station.status()).isEqualTo("503");
        assertThat(station.values("Retry-After")).containsExactly("5");
        assertThat(pending()).isZero();
    }

    @Test
    void registrationsUnderWayAreTakenUpToTheLimitAndOneMoreIsUnavailable() {
        for (int i = 1; i <= 4; i++) {
            station.register("reg-" + i, 1, ONE);
        }
        assertThat(station.sent).isEmpty();
        assertThat(pending()).isEqualTo(4);
        station.register("reg-5", 1, ONE);
        assertThat(station.status()).isEqualTo("503");
        station.answer(UpdateOutcome.UNCHANGED);
        station.sent.clear();
        station.register("reg-6", 1, ONE);
        assertThat(station.sent).isEmpty();
    }

    @Test
    void anOutcomeForNobodyIsForgotten() {
        station.outcome(77, UpdateOutcome.COMMITTED);
        assertThat(station.sent).isEmpty();
        station.register(ONE);
        final long id = station.submissions.peek().id();
        station.commit().outcome(id, UpdateOutcome.COMMITTED);
        assertThat(station.sent).hasSize(1);
    }

    @Test
    void anOutcomeForATransactionThatHasEndedIsForgotten() {
        final var tcp = Requests.flow(Requests.TCP_POINT, "192.0.2.77", 40000);
        station.from(tcp).register(ONE);
        assertThat(pending()).isEqualTo(1);
        station.abandonLast();
        // The transaction's object serves the next one, which the old outcome must not answer.
        station.register("reg-2", 1, TWO);
        station.commit();
        assertThat(station.sent).isEmpty();
        assertThat(pending()).isEqualTo(1);
        station.answer(UpdateOutcome.CONFLICT).commit();
        assertThat(station.contacts()).hasSize(2);
        assertThat(pending()).isZero();
    }

    @Test
    void aDamagedRecordIsNeitherServedNorOverwritten() {
        station.registered("reg-1", 1, ONE);
        station.location.damage(RecordTable.BINDING, "alice@example.org");
        station.register("reg-1", 2, ONE);
        assertThat(station.submissions).isEmpty();
        assertThat(station.status()).isEqualTo("500");
        station.register("reg-1", 3, "");
        assertThat(station.status()).isEqualTo("500");
        assertThat(pending()).isZero();
    }

    @Test
    void aSetThatFillsARecordIsBoundAndALargerOneIsRefused() {
        final Station wide = new Station(new RegistrationLimits(60, 7200, 3600, 0, 64, 4, 5));
        final String padding = "y".repeat(1000);
        int bound = 0;
        while (wide.status().equals("200") || bound == 0) {
            bound++;
            wide.registered(
                    "reg-" + bound, 1, "Contact: <sip:a@10.0.0.1:" + bound + ";x=" + padding + ">");
        }
        assertThat(wide.status()).isEqualTo("403");
        assertThat(bound).isBetween(Limits.VALUE / 1100, Limits.VALUE / 1000 + 1);
    }

    @Test
    void anAnswerThatFitsNoMessageIsAFailureBeforeAnythingIsChanged() {
        final String padding = ";x=" + "y".repeat(900) + ">";
        station.registered("reg-0", 1, "Contact: <sip:a@10.0.0.0" + padding);
        station.registered("reg-1", 1, "Contact: <sip:a@10.0.0.1" + padding);
        final String via = "Via: SIP/2.0/UDP 192.0.2.77:5060;branch=z9hG4bKlong;x=";
        station.register("reg-2", 1, via + "y".repeat(64_500) + "\n" + TWO);
        assertThat(station.submissions).isEmpty();
        assertThat(station.status()).isEqualTo("500");
        assertThat(pending()).isZero();
    }

    @Test
    void anAnswerIsWhatWasAskedWhateverOthersAskedMeanwhile() {
        station.register("reg-1", 1, ONE + "\nSupported: path\nPath: <sip:p1.example.net;lr>");
        station.register("reg-2", 7, "To: <sip:bob@example.org>\n" + TWO);
        station.commit();
        assertThat(station.values("Path")).containsExactly("<sip:p1.example.net;lr>");
        assertThat(station.values("CSeq")).containsExactly("1 REGISTER");
        assertThat(station.contacts()).containsExactly("<sip:a@10.0.0.1>;expires=3600");
        station.commit();
        assertThat(station.values("Path")).isEmpty();
        assertThat(station.values("CSeq")).containsExactly("7 REGISTER");
        assertThat(station.contacts()).containsExactly("<sip:a@10.0.0.2>;expires=3600");
    }

    @Test
    void registrationsAreCounted() {
        station.registered("reg-1", 1, ONE);
        station.register("");
        station.register("Require: foo");
        assertThat(count("accepted")).isEqualTo(1);
        assertThat(count("fetched")).isEqualTo(1);
        assertThat(count("refused")).isEqualTo(1);
        assertThat(count("unavailable")).isZero();
    }

    private long count(final String outcome) {
        return station.counter("strowger_registrations_total{outcome=\"" + outcome + "\"}");
    }

    private long pending() {
        return station.counter("strowger_registrations_pending");
    }
}
