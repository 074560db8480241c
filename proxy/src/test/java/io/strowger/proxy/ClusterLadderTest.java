// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * What one node of a cluster does with the calls of another, which is dead or beside it. The nodes
 * have an address, a key and a location database in common, and tell each other nothing.
 */
class ClusterLadderTest {
    private static final String RINGING =
            """
            alice => n1 : INVITE
            n1 -> b1    : INVITE
            n1 -> alice : 100
            b1 => n1    : 180
            n1 -> alice : 180
            """;

    @Test
    void aCancelAtAnotherNodeReachesTheCallee() {
        final ProxyLadder ladder =
                new ProxyLadder(1000)
                        .play(
                                RINGING
                                        + """
                                        alice => n2 : CANCEL
                                        n2 -> b1    : CANCEL     | with the Via of n1's INVITE
                                        b1 => n2    : 200 CANCEL
                                        n2 -> alice : 200 CANCEL
                                        b1 => n1    : 487        | n1 has the INVITE ...
                                        n1 -> b1    : ACK        | ... and answers for its hop
                                        n1 -> alice : 487
                                        alice => n1 : ACK-failure
                                        """);
        ladder.endsClean();
    }

    @Test
    void aCancelAfterTheDeathOfTheNodeEndsTheCallAllTheSame() {
        final ProxyLadder ladder =
                new ProxyLadder(1000)
                        .play(
                                RINGING
                                        + """
                                        x n1
                                        alice => n2 : CANCEL
                                        n2 -> b1    : CANCEL
                                        b1 => n2    : 200 CANCEL
                                        n2 -> alice : 200 CANCEL
                                        b1 => n2    : 487
                                        n2 -> alice : 487        | no transaction, so no ACK of its own
                                        alice => n2 : ACK-failure
                                        n2 -> b1    : ACK        | alice's, with the INVITE's branch
                                        """);
        assertThat(ladder.hasSameVia("b1", "INVITE", "ACK")).isTrue();
        ladder.endsClean();
    }

    @Test
    void allBranchesOfAForkAreCancelledAndAcknowledged() {
        final ProxyLadder ladder =
                new ProxyLadder(1000, 1000)
                        .play(
                                """
                                alice => n1 : INVITE
                                n1 -> b1    : INVITE
                                n1 -> b2    : INVITE
                                n1 -> alice : 100
                                b1 => n1    : 180
                                n1 -> alice : 180
                                x n1
                                alice => n2 : CANCEL
                                n2 -> b1    : CANCEL
                                n2 -> b2    : CANCEL
                                b2 => n2    : 200 CANCEL
                                n2 -> alice : 200 CANCEL
                                b1 => n2    : 200 CANCEL
                                b2 => n2    : 487
                                n2 -> alice : 487
                                alice => n2 : ACK-failure
                                n2 -> b1    : ACK        | has sent no final response: ignored
                                n2 -> b2    : ACK
                                b1 => n2    : 487
                                n2 -> alice : 487
                                alice => n2 : ACK-failure
                                n2 -> b1    : ACK
                                n2 -> b2    : ACK
                                """);
        assertThat(ladder.hasSameVia("b1", "INVITE", "ACK")).isTrue();
        assertThat(ladder.hasSameVia("b2", "INVITE", "ACK")).isTrue();
        ladder.endsClean();
    }

    @Test
    void whoHasNotGotTheInviteYetDoesNotDecideTheAnswer() {
        new ProxyLadder(1000, 500)
                .play(
                        """
                        alice => n1 : INVITE
                        n1 -> b1    : INVITE
                        n1 -> alice : 100
                        b1 => n1    : 180
                        n1 -> alice : 180
                        alice => n2 : CANCEL
                        n2 -> b1    : CANCEL
                        n2 -> b2    : CANCEL of nothing | would be tried next
                        b2 => n2    : 481 CANCEL
                        b1 => n2    : 200 CANCEL
                        n2 -> alice : 200 CANCEL
                        b1 => n1    : 487
                        n1 -> b1    : ACK
                        n1 -> b2    : INVITE            | n1 has not seen the CANCEL
                        """);
    }

    @Test
    void aCancelThatNobodyKnowsIsAnswered481ByTheCallee() {
        new ProxyLadder(1000, 1000)
                .play(
                        """
                        alice => n1 : CANCEL
                        n1 -> b1    : CANCEL of nothing
                        n1 -> b2    : CANCEL of nothing
                        b1 => n1    : 481 CANCEL
                        b2 => n1    : 481 CANCEL
                        n1 -> alice : 481 CANCEL
                        """)
                .endsClean();
    }

    @Test
    void aCancelIsRepeatedOnItsBranchUntilItIsAnswered() {
        new ProxyLadder(1000)
                .play(
                        RINGING
                                + """
                                alice => n2 : CANCEL
                                n2 -> b1    : CANCEL
                                alice => n2 : CANCEL     | a retransmission
                                ~~ 1s
                                n2 -> b1    : CANCEL     | timer E
                                b1 => n2    : 200 CANCEL
                                n2 -> alice : 200 CANCEL
                                """);
    }

    @Test
    void theAnswerToACancelFindsItsWayThroughAnyNode() {
        new ProxyLadder(1000)
                .play(
                        RINGING
                                + """
                                alice => n2 : CANCEL
                                n2 -> b1    : CANCEL
                                b1 => n1    : 200 CANCEL
                                n1 -> alice : 200 CANCEL
                                """);
    }

    @Test
    void anAckOfAFailureAtTheWrongNodeDoesNoHarm() {
        final ProxyLadder ladder =
                new ProxyLadder(1000)
                        .play(
                                """
                                alice => n1 : INVITE
                                n1 -> b1    : INVITE
                                n1 -> alice : 100
                                b1 => n1    : 486
                                n1 -> b1    : ACK
                                n1 -> alice : 486
                                alice => n2 : ACK-failure
                                n2 -> b1    : ACK        | once more, in its transaction
                                ~~ 1s
                                n1 -> alice : 486        | timer G: n1 waits for its ACK
                                alice => n1 : ACK-failure
                                """);
        assertThat(ladder.hasSameVia("b1", "INVITE", "ACK")).isTrue();
        ladder.endsClean();
    }

    @Test
    void anInviteRepeatedAtAnotherNodeIsARetransmissionForTheCallee() {
        final ProxyLadder ladder = new ProxyLadder(1000);
        ladder.play(
                """
                alice => n1 : INVITE
                n1 -> b1    : INVITE
                n1 -> alice : 100
                """);
        final String first = ladder.lastSentTo.get("b1 INVITE");
        ladder.play(
                """
                x n1
                alice => n2 : INVITE
                n2 -> b1    : INVITE
                n2 -> alice : 100
                b1 => n2    : 180
                n2 -> alice : 180
                b1 => n2    : 200
                n2 -> alice : 200
                alice => n3 : ACK
                n3 -> b1    : ACK
                """);
        assertThat(ladder.lastSentTo.get("b1 INVITE")).isEqualTo(first);
        ladder.endsClean();
    }

    @Test
    void answersGoThroughANodeThatHasNeverSeenTheCall() {
        final ProxyLadder ladder =
                new ProxyLadder(1000)
                        .play(
                                RINGING
                                        + """
                                        x n1
                                        b1 => n2    : 183
                                        n2 -> alice : 183
                                        b1 => n2    : 486
                                        n2 -> alice : 486
                                        alice => n2 : ACK-failure
                                        n2 -> b1    : ACK
                                        """);
        assertThat(ladder.hasSameVia("b1", "INVITE", "ACK")).isTrue();
    }

    @Test
    void requestsInADialogGoThroughAnyNode() {
        final ProxyLadder ladder =
                new ProxyLadder(1000)
                        .play(
                                """
                                alice => n1 : INVITE
                                n1 -> b1    : INVITE
                                n1 -> alice : 100
                                b1 => n1    : 200
                                n1 -> alice : 200
                                """);
        ladder.inDialog("sip:bob@192.0.2.13") // the callee's contact is none of the targets
                .play(
                        """
                        x n1
                        alice => n2 : ACK
                        n2 -> b3    : ACK
                        alice => n2 : INVITE
                        n2 -> b3    : INVITE
                        n2 -> alice : 100
                        b3 => n2    : 200
                        n2 -> alice : 200
                        alice => n3 : ACK
                        n3 -> b3    : ACK
                        x n2
                        alice => n3 : BYE
                        n3 -> b3    : BYE
                        b3 => n3    : 200 BYE
                        n3 -> alice : 200 BYE
                        """);
        ladder.endsClean();
    }

    @Test
    void aReInviteIsCancelledThroughAnyNode() {
        final ProxyLadder ladder =
                new ProxyLadder(1000)
                        .play(
                                """
                                alice => n1 : INVITE
                                n1 -> b1    : INVITE
                                n1 -> alice : 100
                                b1 => n1    : 200
                                n1 -> alice : 200
                                """);
        ladder.inDialog("sip:bob@192.0.2.13")
                .play(
                        """
                        alice => n1 : INVITE
                        n1 -> b3    : INVITE
                        n1 -> alice : 100
                        x n1
                        alice => n2 : CANCEL
                        n2 -> b3    : CANCEL
                        b3 => n2    : 200 CANCEL
                        n2 -> alice : 200 CANCEL
                        """);
        ladder.endsClean();
    }

    @Test
    void aResponseThatNoNodeAskedForIsNotRelayed() {
        new ProxyLadder(1000)
                .play(
                        RINGING
                                + """
                                x n1
                                b1 => n2    : 486 INVITE from a forged branch
                                b1 => n2    : 486 INVITE for somebody else
                                b1 => n2    : 486
                                n2 -> alice : 486
                                """);
    }

    /** Else it would repeat the INVITE that n2 has an answer to, and refuse the call that is set up with 408. */
    @Test
    void aNodeThatWasGivenUpSaysNothingMoreOfWhatAnotherOneHas() {
        new ProxyLadder(1000)
                .play(
                        """
                        alice => n1 : INVITE
                        n1 -> b1    : INVITE
                        n1 -> alice : 100
                        alice => n2 : INVITE    | handed over
                        n2 -> b1    : INVITE
                        n2 -> alice : 100
                        forget n1
                        b1 => n2    : 200
                        n2 -> alice : 200
                        ~~ 60s
                        """)
                .endsClean();
    }

    @Test
    void aNodeThatHasForgottenWorksAsAnyOther() {
        new ProxyLadder(1000, 500)
                .play(
                        RINGING
                                + """
                                forget n1
                                alice => n1 : CANCEL
                                n1 -> b1    : CANCEL
                                n1 -> b2    : CANCEL of nothing
                                b1 => n1    : 200 CANCEL
                                n1 -> alice : 200 CANCEL
                                b2 => n1    : 481 CANCEL
                                b1 => n1    : 487
                                n1 -> alice : 487
                                """)
                .endsClean();
    }

    @Test
    void whatWaitsForAnAddressIsForgottenToo() {
        new ProxyLadder(1000)
                .to("sip:bob@phone.example.net")
                .play(
                        """
                        alice => n1 : INVITE
                        n1 -> alice : 100
                        forget n1
                        dns => n1 : phone.example.net=b1
                        """)
                .endsClean();
    }

    @Test
    void aLateAnswerToAnotherRequestIsDropped() {
        new ProxyLadder(1000)
                .play(
                        """
                        alice => n1 : BYE
                        n1 -> b1    : BYE
                        x n1
                        b1 => n2    : 200 BYE | RFC 4320: alice repeats the BYE, if she still waits
                        alice => n2 : BYE
                        n2 -> b1    : BYE
                        b1 => n2    : 200 BYE
                        n2 -> alice : 200 BYE
                        """)
                .endsClean();
    }
}
