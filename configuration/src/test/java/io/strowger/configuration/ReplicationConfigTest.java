// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
        assertThat(replication.way().stream()).isEqualTo(StreamKind.UNICAST);
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
                    stream: anycast                            | one of unicast, multicast, shared-memory
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

    private static final String EAST =
            """
              members: [a:7480]
              region:
                name: east
                receivers: [east1:7490, east2:7490]
            """;

    @Test
    void aRegionIsTheSameForAllItsProcessesButForTheReceiversNumber() {
        RegionConfig below = region(EAST);
        assertThat(below.isSet()).isTrue();
        assertThat(below.isServed()).isFalse();
        assertThat(below.receivers())
                .containsExactly(new HostPort("east1", 7490), new HostPort("east2", 7490));
        assertThat(region(EAST + "    receiver: 1\n").receiver()).isEqualTo(1);
        assertThat(region("  members: [a:7480]\n").isSet()).isFalse();
    }

    private static RegionConfig region(String replication) {
        return ((ConfigurationOutcome.Accepted) parse(replication)).config().replication().region();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    receiver: 2              | f.yaml:8: replication.region.receiver: | 0 to 1
                    receiver: east           | f.yaml:8: replication.region.receiver: | a whole number
                    receivers-b: [b:7490]    | f.yaml:8: replication.region.receivers-b: | as many as in receivers: 2
                    stream: multicast        | f.yaml:5: replication.region.interfaces: | address in each network
                    reciever: 0              | f.yaml:8: replication.region.reciever: | perhaps 'receiver'
                    """)
    void whatCannotBeInARegionIsRefused(String line, String where, String expected) {
        assertThat(refusal(parse(EAST + "    " + line + "\n")))
                .startsWith(where)
                .contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    receivers: [e:7490]                     | replication.region.name        | such as east
                    receiver: 0                             | replication.region.name        | such as east
                    name: east                              | replication.region.receivers   | 1 to 3 of them
                    name: 'a/b'                             | replication.region.name        | 1 to 32 letters
                    name: a, receivers: ['e:7490','e:7491'] | replication.region.receivers   | at least 2 apart
                    """)
    void aRegionHasANameAndReceiversWithPortsOfTheirOwn(
            String region, String key, String expected) {
        assertThat(refusal(parse("  members: [a:7480]\n  region: {" + region + "}\n")))
                .contains(key)
                .contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    above: {name: west, receivers: [w:7490], receiver: 0} | replication.above
                    above: {name: east, receivers: [w:7490]}              | replication.above
                    """)
    void theRegionAboveIsAnotherOneThatIsNotServedHere(String above, String key) {
        assertThat(refusal(parse(EAST + "  " + above + "\n"))).contains(key);
        assertThat(parse(EAST + "  above: {name: west, receivers: [w:7490]}\n"))
                .isInstanceOf(ConfigurationOutcome.Accepted.class);
    }

    @Test
    void aRegionNeedsMembersAndAGroupOfItsOwn() {
        assertThat(refusal(parse("  region: {name: east, receivers: [e:7490]}\n")))
                .contains("replication.region")
                .contains("replication.members");
        String multicast =
                EAST
                        + """
                            stream: multicast
                            interfaces: [192.0.2.1]
                          stream: multicast
                          interfaces: [192.0.2.1]
                        """;
        assertThat(refusal(parse(multicast))).contains("replication.region: region.groups names");
    }

    /** Who hears a group has its port on all addresses of the host: nobody can be asked at the same one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    7489 | 7489 |                   | accepted
                    7490 | 7480 |                   | f.yaml:8: replication.region.receivers:
                    7491 | 7480 |                   | f.yaml:8: replication.region.receivers:
                    7490 | 7490 | stream: multicast | accepted
                    7491 | 7490 | stream: multicast | f.yaml:8: replication.region.receivers:
                    7480 | 7491 | stream: multicast | f.yaml:10: replication.region.groups:
                    7481 | 7470 |                   | f.yaml:5: replication.groups:
                    """)
    void aReceiverHearsNoGroupAtAPortOfItsOwn(int heard, int own, String stream, String expected) {
        String replication =
                """
                  stream: multicast
                  groups: [239.72.0.1:%d]
                  interfaces: [192.0.2.1]
                  members: [a:7480]
                  region: {name: east, receivers: [east1:7490], receiver: 0, %s
                    interfaces: [192.0.2.1],
                    groups: [239.72.0.3:%d]}
                """
                        .formatted(heard, stream == null ? "" : stream + ",", own);
        ConfigurationOutcome outcome = parse(replication);
        if (expected.equals("accepted")) {
            assertThat(outcome).isInstanceOf(ConfigurationOutcome.Accepted.class);
        } else {
            assertThat(refusal(outcome)).startsWith(expected).contains(" port");
        }
    }

    @Test
    void sharedMemoryNeedsNoAddresses() {
        ConfigurationOutcome outcome = parse("  stream: shared-memory\n");
        ReplicationConfig replication =
                ((ConfigurationOutcome.Accepted) outcome).config().replication();
        assertThat(replication.isSet()).isTrue();
        assertThat(replication.sharedDirectory()).isEqualTo(Path.of("/dev/shm/strowger"));
    }

    @ParameterizedTest
    @CsvSource({"'  stream: shared-memory\n'", "'    stream: shared-memory\n'"})
    void aRegionIsServedByANetwork(String line) {
        assertThat(refusal(parse(EAST + line)))
                .contains("replication.region")
                .contains("unicast or multicast");
    }
}
