// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 3261 §16, one ladder per rule; RFC 4320, 5393 and 6026 where they correct it. */
class ProxyLadderTest {
    @Test
    void aCallIsForwardedAndItsAnswersComeBack() {
        new ProxyLadder(1000)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> alice : 100
                        b1    => proxy : 180
                        proxy -> alice : 180
                        b1    => proxy : 200
                        proxy -> alice : 200
                        alice => proxy : ACK
                        proxy -> b1    : ACK
                        alice => proxy : BYE
                        proxy -> b1    : BYE
                        b1    => proxy : 200 BYE
                        proxy -> alice : 200 BYE
                        """)
                .endsClean();
    }

    @Test
    void theFirstToAnswerGetsTheCallAndTheOthersAreCancelled() {
        new ProxyLadder(1000, 1000)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> b2    : INVITE
                        proxy -> alice : 100
                        b1    => proxy : 180
                        proxy -> alice : 180
                        b2    => proxy : 180
                        proxy -> alice : 180
                        b1    => proxy : 200
                        proxy -> alice : 200
                        proxy -> b2    : CANCEL
                        b2    => proxy : 200 CANCEL
                        b2    => proxy : 487
                        proxy -> b2    : ACK
                        """)
                .endsClean();
    }

    @Test
    void aCancelWaitsForTheFirstProvisionalResponse() {
        new ProxyLadder(1000, 1000)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> b2    : INVITE
                        proxy -> alice : 100
                        b1    => proxy : 200
                        proxy -> alice : 200
                        b2    => proxy : 100
                        proxy -> b2    : CANCEL
                        b2    => proxy : 200 CANCEL
                        b2    => proxy : 487
                        proxy -> b2    : ACK
                        """)
                .endsClean();
    }

    @Test
    void lesserTargetsAreTriedAfterTheBetterOnesHaveFailed() {
        new ProxyLadder(1000, 500)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> alice : 100
                        b1    => proxy : 486
                        proxy -> b1    : ACK
                        proxy -> b2    : INVITE
                        b2    => proxy : 200
                        proxy -> alice : 200
                        """)
                .endsClean();
    }

    @Test
    void theLowestClassIsBestAndBackOnlyOnceAllHaveAnswered() {
        new ProxyLadder(1000, 1000)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> b2    : INVITE
                        proxy -> alice : 100
                        b1    => proxy : 500
                        proxy -> b1    : ACK
                        b2    => proxy : 404
                        proxy -> b2    : ACK
                        proxy -> alice : 404
                        alice => proxy : ACK-failure
                        """)
                .endsClean();
    }

    @Test
    void a6xxEndsTheSearchAndWinsOverWhatComesAfter() {
        new ProxyLadder(1000, 1000, 500)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> b2    : INVITE
                        proxy -> alice : 100
                        b2    => proxy : 180
                        proxy -> alice : 180
                        b1    => proxy : 603
                        proxy -> b1    : ACK
                        proxy -> b2    : CANCEL
                        b2    => proxy : 487
                        proxy -> b2    : ACK
                        proxy -> alice : 603
                        alice => proxy : ACK-failure
                        """)
                .endsClean();
    }

    @Test
    void a2xxAfterA6xxStillGoesThrough() {
        new ProxyLadder(1000, 1000)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> b2    : INVITE
                        proxy -> alice : 100
                        b1    => proxy : 603
                        proxy -> b1    : ACK
                        b2    => proxy : 200
                        proxy -> alice : 200
                        """)
                .endsClean();
    }

    @Test
    void everySecond2xxIsForwardedToo() {
        new ProxyLadder(1000, 1000)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> b2    : INVITE
                        proxy -> alice : 100
                        b1    => proxy : 200
                        proxy -> alice : 200
                        b2    => proxy : 200
                        proxy -> alice : 200
                        b1    => proxy : 200   | a retransmission
                        proxy -> alice : 200
                        """)
                .endsClean();
    }

    @Test
    void challengesOfAllBranchesAreBroughtBackTogether() {
        final ProxyLadder ladder =
                new ProxyLadder(1000, 1000)
                        .play(
                                """
                                alice => proxy : INVITE
                                proxy -> b1    : INVITE
                                proxy -> b2    : INVITE
                                proxy -> alice : 100
                                b1    => proxy : 401
                                proxy -> b1    : ACK
                                b2    => proxy : 407
                                proxy -> b2    : ACK
                                proxy -> alice : 401
                                alice => proxy : ACK-failure
                                """);
        assertThat(ladder.lastSentTo.get("alice 401"))
                .containsOnlyOnce("WWW-Authenticate: Digest realm=\"b1\"")
                .containsOnlyOnce("Proxy-Authenticate: Digest realm=\"b2\"");
        ladder.endsClean();
    }

    @Test
    void aCallerWhoGivesUpGets487FromTheCallee() {
        new ProxyLadder(1000)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> alice : 100
                        b1    => proxy : 180
                        proxy -> alice : 180
                        alice => proxy : CANCEL
                        proxy -> alice : 200 CANCEL
                        proxy -> b1    : CANCEL
                        b1    => proxy : 200 CANCEL
                        b1    => proxy : 487
                        proxy -> b1    : ACK
                        proxy -> alice : 487
                        alice => proxy : ACK-failure
                        """)
                .endsClean();
    }

    @Test
    void aCallerWhoGivesUpIsNotHandedToTheNextTarget() {
        new ProxyLadder(1000, 500)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> alice : 100
                        alice => proxy : CANCEL
                        proxy -> alice : 200 CANCEL
                        b1    => proxy : 486
                        proxy -> b1    : ACK
                        proxy -> alice : 486
                        alice => proxy : ACK-failure
                        """)
                .endsClean();
    }

    @Test
    void aCancelThatWouldGoNowhereIsAnswered481() {
        new ProxyLadder()
                .play(
                        """
                        alice => proxy : CANCEL
                        proxy -> alice : 481 CANCEL
                        """)
                .endsClean();
    }

    @Test
    void aCalleeWhoNeverAnswersTimesOut() {
        new ProxyLadder(1000)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> alice : 100
                        ~~ 33s
                        proxy -> b1    : INVITE | timer A at 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s
                        proxy -> b1    : INVITE
                        proxy -> b1    : INVITE
                        proxy -> b1    : INVITE
                        proxy -> b1    : INVITE
                        proxy -> b1    : INVITE
                        proxy -> alice : 408    | timer B
                        proxy -> alice : 408    | timer G
                        alice => proxy : ACK-failure
                        """)
                .endsClean();
    }

    @Test
    void aCalleeWhoRingsForeverIsCancelledByTimerC() {
        new ProxyLadder(1000)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> alice : 100
                        b1    => proxy : 180
                        proxy -> alice : 180
                        ~~ 170s
                        b1    => proxy : 180    | another stretch
                        proxy -> alice : 180
                        ~~ 170s
                        ~~ 12s
                        proxy -> b1    : CANCEL
                        proxy -> b1    : CANCEL | timer E
                        b1    => proxy : 200 CANCEL
                        b1    => proxy : 487
                        proxy -> b1    : ACK
                        proxy -> alice : 487
                        alice => proxy : ACK-failure
                        """)
                .endsClean();
    }

    @Test
    void a503OfOneServerIsNotPassedOnAsIfItWereAll() {
        new ProxyLadder(1000)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> alice : 100
                        b1    => proxy : 503
                        proxy -> b1    : ACK
                        proxy -> alice : 500
                        alice => proxy : ACK-failure
                        """)
                .endsClean();
    }

    @Test
    void anUnreachableTargetGivesWayToTheNext() {
        new ProxyLadder(1000, 500)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> alice : 100
                        b1    => proxy : unreachable
                        proxy -> b2    : INVITE
                        b2    => proxy : 200
                        proxy -> alice : 200
                        """)
                .endsClean();
    }

    @Test
    void aRequestOtherThanInviteIsNeverAnswered408() {
        final ProxyLadder ladder = new ProxyLadder(1000);
        ladder.play(
                """
                alice => proxy : BYE
                proxy -> b1    : BYE
                """);
        ladder.endsClean();
        assertThat(ladder.happened)
                .noneMatch(line -> line.contains("alice :") && line.contains("408"));
    }

    @Test
    void aRequestThatComesBackUnchangedIsALoop() {
        new ProxyLadder(1000)
                .toItself()
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> alice : 100
                        b1    => proxy : back INVITE
                        proxy -> b1    : INVITE | the Request-URI differs: a spiral
                        proxy -> b1    : 100
                        b1    => proxy : back INVITE
                        proxy -> b1    : 482    | the same again: a loop
                        """);
    }

    @Test
    void parallelBranchesAreLimitedByMaxBreadth() {
        new ProxyLadder(1000, 1000)
                .with("Max-Breadth: 1")
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> alice : 440
                        alice => proxy : ACK-failure
                        """)
                .endsClean();
    }

    @Test
    void aCallGoesToAsManyPhonesAsThereAre() {
        new ProxyLadder(1000, 1000, 1000, 1000, 1000)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> b2    : INVITE
                        proxy -> b3    : INVITE
                        proxy -> b4    : INVITE
                        proxy -> b5    : INVITE
                        proxy -> alice : 100
                        """);
    }

    @Test
    void maxBreadthIsDividedAmongTheBranches() {
        final ProxyLadder ladder =
                new ProxyLadder(1000, 1000)
                        .with("Max-Breadth: 9")
                        .play(
                                """
                                alice => proxy : INVITE
                                proxy -> b1    : INVITE
                                proxy -> b2    : INVITE
                                proxy -> alice : 100
                                """);
        assertThat(ladder.lastSentTo.get("b1 INVITE")).contains("Max-Breadth: 4\r\n");
        assertThat(
                        new ProxyLadder(1000)
                                .play("alice => proxy : BYE\nproxy -> b1 : BYE")
                                .lastSentTo
                                .get("b1 BYE"))
                .contains("Max-Breadth: 60\r\n");
    }

    @Test
    void twoNodesForwardTheSameRequestByteForByte() {
        final String diagram =
                """
                alice => proxy : INVITE
                proxy -> b1    : INVITE
                proxy -> b2    : INVITE
                proxy -> alice : 100
                """;
        final ProxyLadder one = new ProxyLadder(1000, 1000).play(diagram);
        final ProxyLadder other = new ProxyLadder(1000, 1000).play(diagram);
        assertThat(other.lastSentTo).isEqualTo(one.lastSentTo);
        assertThat(one.lastSentTo.get("b1 INVITE"))
                .as("each target has a branch of its own")
                .isNotEqualTo(one.lastSentTo.get("b2 INVITE").replace("192.0.2.12", "192.0.2.11"));
    }

    @Test
    void aRequestTooLargeForUdpGoesByTcp() {
        final ProxyLadder ladder = new ProxyLadder(1000).with("Subject: " + "x".repeat(1200));
        ladder.play(
                """
                alice => proxy : INVITE
                proxy -> b1 by TCP : INVITE
                proxy -> alice : 100
                """);
        assertThat(ladder.lastSentTo.get("b1 by TCP INVITE"))
                .contains("Via: SIP/2.0/TCP 192.0.2.1:5060;branch=")
                .contains("Record-Route: <sip:192.0.2.1:5060;transport=tcp;lr;d=")
                .contains("Record-Route: <sip:192.0.2.1:5060;lr;d=");
    }

    @Test
    void whatGoesByAStreamHasAContentLength() {
        final ProxyLadder there =
                new ProxyLadder(1000)
                        .with("Subject: " + "x".repeat(1200))
                        .withoutContentLength()
                        .play(
                                """
                                alice => proxy : INVITE
                                proxy -> b1 by TCP : INVITE
                                proxy -> alice : 100
                                """);
        assertThat(there.lastSentTo.get("b1 by TCP INVITE"))
                .containsOnlyOnce("Content-Length: 0\r\n");
        final ProxyLadder back =
                new ProxyLadder(1000, 1000)
                        .byTcp()
                        .withoutContentLength()
                        .play(
                                """
                                alice => proxy : INVITE
                                proxy -> b1    : INVITE
                                proxy -> b2    : INVITE
                                proxy -> alice : 100
                                b1    => proxy : 180
                                proxy -> alice : 180
                                b1    => proxy : 486
                                proxy -> b1    : ACK
                                b2    => proxy : 500
                                proxy -> b2    : ACK
                                proxy -> alice : 486
                                """);
        assertThat(back.lastSentTo.get("b1 INVITE")).doesNotContain("Content-Length");
        assertThat(back.lastSentTo.get("alice 180"))
                .containsOnlyOnce("Content-Length: 0\r\n")
                .endsWith("\r\n\r\n");
        assertThat(back.lastSentTo.get("alice 486")).containsOnlyOnce("Content-Length: 0\r\n");
    }

    @Test
    void aFinalResponseThatIsForTheProxyGoesNoFurther() {
        new ProxyLadder(1000, 1000)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> b2    : INVITE
                        proxy -> alice : 100
                        b1    => proxy : 180 INVITE with one Via
                        b1    => proxy : 486 INVITE with one Via
                        proxy -> b1    : ACK
                        b2    => proxy : 200 INVITE with one Via
                        proxy -> alice : 502
                        alice => proxy : ACK-failure
                        """)
                .endsClean();
    }

    @Test
    void theRequestUriIsTheContactWithoutWhatMayNotStandThere() {
        final ProxyLadder ladder =
                new ProxyLadder()
                        .to(
                                "sip:b?b@192.0.2.11;method=INVITE;ob;METHOD=BYE?Subject=x&Route=%3Csip:y%3E")
                        .play(
                                "alice => proxy : INVITE\nproxy -> b1 : INVITE\nproxy -> alice : 100");
        assertThat(ladder.lastSentTo.get("b1 INVITE"))
                .startsWith("INVITE sip:b?b@192.0.2.11;ob SIP/2.0\r\n");
    }

    @Test
    void phonesWithTheSamePrivateAddressAreToldApart() {
        final ProxyLadder ladder =
                new ProxyLadder()
                        .overFlows("sip:100@10.0.0.5", 11, 12)
                        .play(
                                """
                                alice => proxy : INVITE
                                proxy -> b1    : INVITE
                                proxy -> b2    : INVITE
                                proxy -> alice : 100
                                """);
        assertThat(ladder.lastSentTo.get("b1 INVITE"))
                .as("branches")
                .isNotEqualTo(ladder.lastSentTo.get("b2 INVITE"));
    }

    @Test
    void aPhoneWhoseConnectionIsGoneIsReachedOverItsOtherOne() {
        new ProxyLadder()
                .overConnections("sip:100@10.0.0.5;ob", 11, 13, 14)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b4 by TCP : INVITE
                        proxy -> alice : 100
                        """);
        new ProxyLadder()
                .overConnections("sip:100@10.0.0.5;ob", 11, 13)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> alice : 480
                        alice => proxy : ACK-failure
                        """)
                .endsClean();
    }
}
