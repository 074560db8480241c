// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicationConfigTest {
    private static final String CLUSTER =
            "cluster: {secret-file: /etc/strowger/secret}\nlocation: {members: [a:7400]}\n";

    private static ConfigurationOutcome parse(String replication) {
        return ConfigurationLoader.parse(
                "f.yaml", CLUSTER + "replication:\n" + replication, List.of());
    }

    private static String refusal(ConfigurationOutcome outcome) {
        return ((ConfigurationOutcome.Refused) outcome).errors().getFirst().line();
    }

    @Test
    void twoNetworksByUnicast() {
        ConfigurationOutcome outcome =
                parse(
                        """
                          members: [a:7480]
                          members-b: [a-b:7480]
                          interfaces: [192.0.2.1, 198.51.100.1]
                        """);
        ReplicationConfig replication =
                ((ConfigurationOutcome.Accepted) outcome).config().replication();
        assertThat(replication.stream()).isEqualTo(StreamKind.UNICAST);
        assertThat(replication.membersB()).containsExactly(new HostPort("a-b", 7480));
    }

    @Test
    void multicastNamesItsGroupAndThisHost() {
        assertThat(
                        parse(
                                """
                                  stream: multicast
                                  members: [a:7480]
                                  groups: [239.72.0.1:7480]
                                  interfaces: [192.0.2.1]
                                """))
                .isInstanceOf(ConfigurationOutcome.Accepted.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    members: [a:7480, b:7480]                  | one for each
                    members-b: [a:7480]                        | as many as in members
                    interfaces: [host]                         | such as 192.0.2.1
                    stream: multicast                          | address in each network
                    stream: anycast                            | one of unicast, multicast
                    beat: 1ms                                  | 10ms to 10s
                    groups: []                                 | 1 to 2
                    """)
    void whatCannotBeIsRefused(String line, String expected) {
        assertThat(refusal(parse("  " + line + "\n"))).contains("f.yaml:").contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"239.72.0.2:7480", "192.0.2.1:7480"})
    void aGroupIsAMulticastAddressWithAnOddLastNumber(String group) {
        assertThat(
                        refusal(
                                parse(
                                        "  stream: multicast\n  interfaces: [192.0.2.1]\n  groups: ["
                                                + group
                                                + "]\n")))
                .contains("replication.groups")
                .contains("odd last number");
    }
}
