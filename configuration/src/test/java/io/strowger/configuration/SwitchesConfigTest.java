// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SwitchesConfigTest {
    private static final String LISTEN = "sip:\n  listen: ['udp:192.0.2.1:5060']\n";
    private static final String SECRET = "cluster:\n  secret-file: s\n";

    private static final String LOCATION = "location:\n  members: [l:7400]\n";
    private static final String PAIR = "switches:\n  trunk: network\n  members: [a:7450, b:7450]\n";

    private static ConfigurationOutcome parse(final String text) {
        return ConfigurationLoader.parse("f", text, List.of());
    }

    private static String refusal(final String text) {
        final ConfigurationOutcome outcome = parse(text);
        assertThat(outcome).isInstanceOf(ConfigurationOutcome.Refused.class);
        return ((ConfigurationOutcome.Refused) outcome).errors().toString();
    }

    private static void accepts(final String text) {
        assertThat(parse(text)).isInstanceOf(ConfigurationOutcome.Accepted.class);
    }

    @Test
    void aNodeHasToKnowUnderWhichAddressTheSwitchIsReached() {
        final String trunk = "switches:\n  trunk: shared-memory\n" + SECRET;
        assertThat(refusal(trunk)).contains("sip.listen names udp:0.0.0.0:5060");
        assertThat(refusal("sip:\n  listen: ['udp:192.0.2.1:0']\n" + trunk))
                .contains("sip.listen names udp:192.0.2.1:0");
        accepts(LISTEN + trunk);
    }

    @Test
    void withoutATrunkNothingOfItIsAskedFor() {
        accepts("switches:\n  max-nodes: 3\n");
    }

    @Test
    void aSwitchHasASecret() {
        assertThat(refusal(LISTEN + "switches:\n  trunk: shared-memory\n"))
                .contains("switches.trunk is set, but there is no cluster.secret-file");
    }

    @Test
    void overANetworkTheSwitchesHaveToBeNamed() {
        assertThat(refusal(LISTEN + "switches:\n  trunk: network\n" + SECRET))
                .contains("there are no switches.members");
        assertThat(
                        refusal(
                                LISTEN
                                        + "switches:\n  trunk: network\n  members: [a:7450]\n  member: 1\n"
                                        + SECRET))
                .contains("there is no switch 1 among 1");
        assertThat(
                        refusal(
                                LISTEN
                                        + "switches:\n  trunk: network\n  members: [a:7450, a:7450]\n"
                                        + SECRET))
                .contains("share ports");
        accepts(LISTEN + PAIR + LOCATION + SECRET);
    }

    @Test
    void overASecondNetworkThereAreAsManySwitchesAsOverTheFirst() {
        final String second = "  members-b: [a-b:7450, b-b:7450]\n";
        accepts(LISTEN + PAIR + second + LOCATION + SECRET);
        assertThat(refusal(LISTEN + PAIR + second.replace(", b-b:7450", "") + LOCATION + SECRET))
                .contains("f:6, key=switches.members-b, problem=1 switches on the second network")
                .contains("as many as in members: 2");
        assertThat(refusal(LISTEN + PAIR + second.replace("a-b", "b") + LOCATION + SECRET))
                .contains("f:6, key=switches.members-b, problem=b:7450 and b:7450 share ports");
        assertThat(
                        refusal(
                                LISTEN
                                        + PAIR.replace("network", "shared-memory")
                                        + second
                                        + LOCATION
                                        + SECRET))
                .contains("switches.trunk is not network");
    }

    @Test
    void ofTwoSwitchesALocationServerDecidesWhichIsActive() {
        assertThat(refusal(LISTEN + PAIR + SECRET)).contains("there are no location.members");
        accepts(LISTEN + PAIR.replace("network", "shared-memory") + LOCATION + SECRET);
    }

    @Test
    void throughSharedMemoryTheNumberOfASwitchIsCheckedToo() {
        final String second = LISTEN + "switches:\n  trunk: shared-memory\n  member: 1\n" + SECRET;
        assertThat(refusal(second)).contains("there is no switch 1 among 1");
        accepts(LISTEN + PAIR.replace("network", "shared-memory\n  member: 1") + LOCATION + SECRET);
    }

    @Test
    void anAddressMovesBetweenTwo() {
        final String address = "  address:\n    network-interface: eth0\n";
        assertThat(refusal(LISTEN + "switches:\n  trunk: shared-memory\n" + address + SECRET))
                .contains("switches.address moves between two switches");
        accepts(LISTEN + PAIR + address + LOCATION + SECRET);
        assertThat(refusal(LISTEN + PAIR + address.replace("eth0", "sixteen-letters-") + LOCATION))
                .contains("no interface has such a name: sixteen-letters-");
        accepts(LISTEN + PAIR + address.replace("eth0", "fifteen-letters") + LOCATION + SECRET);
    }

    @Test
    void whatIsOutsideDecidesBetweenTwo() {
        final String outside = "  outside:\n    gateways: [192.0.2.1, '2001:db8::1']\n";
        assertThat(refusal(LISTEN + "switches:\n  trunk: shared-memory\n" + outside + SECRET))
                .contains("switches.outside decides between two switches");
        accepts(LISTEN + PAIR + outside + LOCATION + SECRET);
        accepts(LISTEN + PAIR + "  outside:\n    network-interface: eth1\n" + LOCATION + SECRET);
        for (final String none : List.of("router", "0.0.0.0", "224.0.0.1", "192.0.2.1:5060")) {
            assertThat(refusal(LISTEN + PAIR + outside.replace("192.0.2.1", "'" + none + "'")))
                    .contains("not the address of a gateway: " + none);
        }
        assertThat(refusal(LISTEN + PAIR + "  outside:\n    network-interface: sixteen-letters-\n"))
                .contains("no interface has such a name: sixteen-letters-");
        final String nine = "1.1.1.1, ".repeat(8) + "1.1.1.1";
        assertThat(refusal(LISTEN + PAIR + "  outside:\n    gateways: [" + nine + "]\n"))
                .contains("8");
    }

    @Test
    void limitsAreChecked() {
        assertThat(refusal("switches:\n  max-nodes: 1001\n")).contains("1 to 1000");
        accepts("switches:\n  max-nodes: 1000\n");
        assertThat(refusal("switches:\n  member: 2\n")).contains("0 to 1");
    }
}
