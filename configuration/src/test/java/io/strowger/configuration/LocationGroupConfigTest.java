// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocationGroupConfigTest {
    private static final String SECRET = "cluster: {secret-file: /etc/strowger/secret}\n";

    private static ConfigurationOutcome parse(String location) {
        return ConfigurationLoader.parse("f.yaml", SECRET + "location:\n" + location, List.of());
    }

    private static String refusal(ConfigurationOutcome outcome) {
        return ((ConfigurationOutcome.Refused) outcome).errors().getFirst().line();
    }

    @Test
    void threeMembersByNameAndAddress() {
        ConfigurationOutcome outcome =
                parse(
                        "  members: [loc1.example.net:7400, 192.0.2.2:7400, \"[2001:db8::3]:7400\"]\n  member: 2\n");
        StrowgerConfig config = ((ConfigurationOutcome.Accepted) outcome).config();
        assertThat(config.location().group().members())
                .containsExactly(
                        new HostPort("loc1.example.net", 7400),
                        new HostPort("192.0.2.2", 7400),
                        new HostPort("2001:db8::3", 7400));
        assertThat(config.location().group().members().getLast()).hasToString("[2001:db8::3]:7400");
        assertThat(config.location().group().member()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    members: [a:7400, b:7400]              | location.members | 1 or 3 members
                    members: [a:7400, b:7400, c:7400, d:1] | location.members | 0 to 3
                    members: [a:7400, a:7405, c:7400]      | location.members | at least 6 apart
                    members: [a:65531]                     | location.members | loc1.example.net:7400
                    members: [a:0]                         | location.members | loc1.example.net:7400
                    members: [a]                           | location.members | loc1.example.net:7400
                    """)
    void whatCannotBeAGroupIsRefused(String line, String key, String expected) {
        assertThat(refusal(parse("  " + line + "\n")))
                .contains("f.yaml:3")
                .contains(key)
                .contains(expected);
    }

    @Test
    void theNumberIsThatOfAMember() {
        assertThat(refusal(parse("  members: [a:7400]\n  member: 1\n")))
                .contains("f.yaml:4")
                .contains("location.member")
                .contains("0 to 0");
    }

    @Test
    void membersOfOneHostMayLieSideBySide() {
        assertThat(parse("  members: [a:7400, a:7406, a:7412]\n"))
                .isInstanceOf(ConfigurationOutcome.Accepted.class);
    }

    @Test
    void membersNeedASecret() {
        ConfigurationOutcome outcome =
                ConfigurationLoader.parse("f.yaml", "location: {members: [a:7400]}\n", List.of());
        assertThat(refusal(outcome)).contains("cluster.secret-file");
    }
}
