// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Next hops that are named by host, and the time until the name has an address (RFC 3263 §4). */
class NextHopNameLadderTest {
    private static final ProxyConfig ONE_PARKED =
            new ProxyConfig(32, 100, 60, 1_300, 1, 10_000_000_000L);

    private static ProxyLadder to(final String... hosts) {
        final String[] uris = new String[hosts.length];
        for (int i = 0; i < hosts.length; i++) {
            uris[i] = "sip:bob@" + hosts[i];
        }
        return new ProxyLadder().to(uris);
    }

    @Test
    void aRequestWaitsUntilTheNameOfItsNextHopHasAnAddress() {
        to("far.example")
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> alice : 100
                        alice => proxy : INVITE         | nothing is lost by asking again
                        proxy -> alice : 100
                        ~~ 3s
                        dns   => proxy : far.example=b1
                        proxy -> b1    : INVITE
                        b1    => proxy : 200
                        proxy -> alice : 200
                        alice => proxy : BYE            | the name is known now
                        proxy -> b1    : BYE
                        """)
                .endsClean();
    }

    @Test
    void whatWaitsForTheSameNameGoesOnTogether() {
        final ProxyLadder ladder =
                to("far.example")
                        .play(
                                """
                                alice => proxy : INVITE
                                proxy -> alice : 100
                                alice => proxy : BYE
                                alice => proxy : MESSAGE
                                dns   => proxy : far.example=b1
                                proxy -> b1    : MESSAGE
                                proxy -> b1    : BYE
                                proxy -> b1    : INVITE
                                b1    => proxy : 200
                                proxy -> alice : 200
                                """);
        assertThat(ladder.lastSentTo.get("b1 MESSAGE")).contains("Max-Forwards: 69\r\n");
        ladder.endsClean();
    }

    @Test
    void aNameWithoutAddressCountsAsAnUnreachableServer() {
        to("far.example")
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> alice : 100
                        dns   => proxy : far.example=none
                        proxy -> alice : 500    | §16.9: a 503, which §16.7 makes a 500
                        alice => proxy : ACK-failure
                        alice => proxy : BYE
                        proxy -> alice : 500 BYE
                        """)
                .endsClean();
    }

    @Test
    void aNameThatNobodyAnswersForIsGivenUp() {
        to("far.example")
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> alice : 100
                        ~~ 9s
                        ~~ 2s
                        proxy -> alice : 500
                        proxy -> alice : 500    | timer G
                        alice => proxy : ACK-failure
                        dns   => proxy : far.example=b1
                        """)
                .endsClean();
    }

    @Test
    void theNextTargetIsTriedWhenANameHasNoAddress() {
        new ProxyLadder(1000, 500)
                .toInTurn("sip:bob@far.example", "sip:bob@192.0.2.12")
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> alice : 100
                        dns   => proxy : far.example=none
                        proxy -> b2    : INVITE
                        b2    => proxy : 200
                        proxy -> alice : 200
                        """)
                .endsClean();
    }

    @Test
    void aCallerWhoGivesUpMeanwhileNeedNotWait() {
        to("far.example", "near.example")
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> alice : 100
                        alice => proxy : CANCEL
                        proxy -> alice : 200 CANCEL
                        proxy -> alice : 487
                        alice => proxy : ACK-failure
                        dns   => proxy : far.example=b1
                        dns   => proxy : near.example=b2
                        """)
                .endsClean();
    }

    @Test
    void whoseNameIsKnownIsAskedAtOnceAndMayAnswerForAll() {
        to("192.0.2.11", "far.example", "near.example")
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> alice : 100
                        dns   => proxy : near.example=b3
                        proxy -> b3    : INVITE
                        b3    => proxy : 180
                        proxy -> alice : 180
                        b1    => proxy : 200
                        proxy -> alice : 200
                        proxy -> b3    : CANCEL
                        dns   => proxy : far.example=b2 | too late to be asked
                        b3    => proxy : 200 CANCEL
                        b3    => proxy : 487
                        proxy -> b3    : ACK
                        """)
                .endsClean();
    }

    @Test
    void aBranchThatWaitsHoldsTheBestResponseBack() {
        to("192.0.2.11", "far.example")
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> b1    : INVITE
                        proxy -> alice : 100
                        b1    => proxy : 486
                        proxy -> b1    : ACK
                        dns   => proxy : far.example=none
                        proxy -> alice : 486
                        alice => proxy : ACK-failure
                        """)
                .endsClean();
    }

    @Test
    void asManyAsTheLimitWaitAndNotOneMore() {
        to("far.example", "near.example")
                .with(ONE_PARKED)
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> alice : 100
                        alice => proxy : BYE
                        proxy -> alice : 500 BYE
                        dns   => proxy : far.example=b1
                        proxy -> b1    : INVITE
                        dns   => proxy : near.example=b2
                        b1    => proxy : 404
                        proxy -> b1    : ACK
                        proxy -> alice : 404
                        alice => proxy : ACK-failure
                        """)
                .endsClean();
    }

    @Test
    void aNameThatIsForgottenAgainIsWaitedForOnce() {
        to("far.example")
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> alice : 100
                        ~~ 6s
                        dns   => proxy : far.example=forgotten
                        ~~ 5s
                        proxy -> alice : 500    | after 10 s in all
                        proxy -> alice : 500    | timer G
                        alice => proxy : ACK-failure
                        dns   => proxy : far.example=b1
                        """)
                .endsClean();
    }

    @Test
    void aLargeRequestThatHasWaitedLeavesUdpToo() {
        to("far.example")
                .with("Subject: " + "x".repeat(1200))
                .play(
                        """
                        alice => proxy : INVITE
                        proxy -> alice : 100
                        dns   => proxy : far.example=b1
                        proxy -> b1 by TCP : INVITE
                        """);
    }

    @Test
    void aCancelOfAnotherNodesCallWaitsAsItsInviteDid() {
        to("far.example")
                .play(
                        """
                        alice => n1 : INVITE
                        n1 -> alice : 100
                        dns   => n1 : far.example=b1
                        n1 -> b1    : INVITE
                        b1    => n1 : 180
                        n1 -> alice : 180
                        x n1
                        """)
                .forgets("far.example")
                .play(
                        """
                        alice => n2 : CANCEL
                        dns   => n2 : far.example=b1
                        n2 -> b1    : CANCEL
                        b1    => n2 : 200 CANCEL
                        n2 -> alice : 200 CANCEL
                        """)
                .endsClean();
    }
}
