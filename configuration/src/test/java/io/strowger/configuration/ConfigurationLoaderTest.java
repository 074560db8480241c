// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationLoaderTest {
    private static final String FULL =
            """
            sip:
              listen: [udp:127.0.0.1:5070, "tcp:[::1]:5071"]
              domains: [Example.ORG, example.net]
              service: redirect
              auth: required
              realm: Example & Sons
              registration: {min-expires: 30s, max-contacts: 4}
              transactions: {max: 1000}
              tcp:
                max-connections: 5
                max-connections-per-source: 2
                idle-timeout: 90s
              message:
                max-bytes: 4KiB
              timers: {t1: 100ms, c: 4m}
              udp: {mtu: 9000}
            management:
              http: 0.0.0.0:9090
              tokens-file: /etc/strowger/tokens
            data: /var/lib/strowger
            location:
              flush: os
              commit-interval: 0ms
              log: {max-age: 2d}
            log:
              format: json
              level: debug
            """;

    @Test
    void everyOptionOfTheFileArrives() {
        StrowgerConfig config = accepted(FULL).config();

        assertThat(config.sip().listen())
                .asString()
                .isEqualTo("[udp:127.0.0.1:5070, tcp:[::1]:5071]");
        assertThat(config.sip().policy().domains())
                .extracting(DomainName::text)
                .containsExactly("example.org", "example.net");
        assertThat(config.sip().policy().service()).isEqualTo(SipService.REDIRECT);
        assertThat(config.sip().policy().auth()).isEqualTo(SipAuth.REQUIRED);
        assertThat(config.sip().policy().realm()).isEqualTo("Example & Sons");
        assertThat(config.sip().registration().minExpires()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.sip().registration().maxContacts()).isEqualTo(4);
        assertThat(config.sip().transactions().max()).isEqualTo(1000);
        assertThat(config.sip().transport().tcp())
                .isEqualTo(
                        new TcpConfig(
                                5,
                                2,
                                100,
                                Duration.ofSeconds(90),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(10),
                                List.of()));
        assertThat(config.sip().transport().message().maxBytes().asInt()).isEqualTo(4096);
        assertThat(config.sip().transport().udp().largestRequestBytes()).isEqualTo(8800);
        assertThat(config.sip().timers().t1()).isEqualTo(Duration.ofMillis(100));
        assertThat(config.management().http().port()).isEqualTo(9090);
        assertThat(config.management().tokensFile()).isEqualTo(Path.of("/etc/strowger/tokens"));
        assertThat(config.data()).isEqualTo(Path.of("/var/lib/strowger"));
        assertThat(config.location().flush()).isEqualTo(FlushPolicy.OS);
        assertThat(config.location().commitInterval()).isZero();
        assertThat(config.location().log().maxAge()).isEqualTo(Duration.ofDays(2));
        assertThat(config.log()).isEqualTo(new LogConfig(LogFormat.JSON, LogLevel.DEBUG));
    }

    @Test
    void withoutAFileTheDefaultsOfTheContractHold() {
        ConfigurationOutcome outcome = ConfigurationLoader.load(null, List.of());

        StrowgerConfig config = ((ConfigurationOutcome.Accepted) outcome).config();
        assertThat(config.sip().listen())
                .asString()
                .isEqualTo("[udp:0.0.0.0:5060, tcp:0.0.0.0:5060]");
        assertThat(config.sip().policy())
                .isEqualTo(
                        new SipPolicyConfig(
                                List.of(), SipService.PROXY, SipAuth.OFF_FOR_LOOPBACK, null));
        assertThat(config.sip().transport().udp().largestRequestBytes()).isEqualTo(1300);
        assertThat(config.management().http()).hasToString("127.0.0.1:8080");
        assertThat(config.data()).isEqualTo(Path.of("./data"));
    }

    @Test
    void settingsLieOverTheFileAndAreReadAsYaml() {
        ConfigurationOutcome.Accepted accepted =
                accepted(
                        FULL,
                        "sip.listen=[udp:127.0.0.1:5999,tcp:127.0.0.1:5999]",
                        "sip.tcp.max-connections=7",
                        "log={format: text}",
                        "sip.realm=null");

        assertThat(accepted.config().sip().listen())
                .asString()
                .isEqualTo("[udp:127.0.0.1:5999, tcp:127.0.0.1:5999]");
        assertThat(accepted.config().sip().transport().tcp().maxConnections()).isEqualTo(7);
        assertThat(accepted.config().sip().transport().tcp().maxConnectionsPerSource())
                .isEqualTo(2);
        assertThat(accepted.config().log()).isEqualTo(new LogConfig(LogFormat.TEXT, LogLevel.INFO));
        assertThat(accepted.config().sip().policy().realm()).isNull();
        assertThat(accepted.origins())
                .containsEntry(
                        "sip.tcp.max-connections",
                        new Origin("--set sip.tcp.max-connections=7", 0));
        assertThat(accepted.origins())
                .containsEntry("sip.tcp.idle-timeout", new Origin("f.yaml", 12));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sip: {tcp: {proxy-protocol-from: [192.0.2.0/33]}} | f.yaml:1: sip.tcp.proxy-protocol-from: '192.0.2.0/33' does not fit; expected an address or network such as 192.0.2.1, 192.0.2.0/24 or '2001:db8::/32'
                    sip: {servce: proxy}              | f.yaml:1: sip.servce: unknown key; expected perhaps 'service'
                    qqqqqqqqqq: 1                     | f.yaml:1: qqqqqqqqqq: unknown key; expected one of sip, management, data, location, replication, switches, chassis, cluster, log
                    sip: 5                            | f.yaml:1: sip: '5' is not a section; expected keys below it: listen, domains, service, auth, realm, registration, transactions, tcp, udp, protection, message, timers
                    sip: [a]                          | f.yaml:1: sip: a list is not a section; expected keys below it: listen, domains, service, auth, realm, registration, transactions, tcp, udp, protection, message, timers
                    sip: {listen: udp:0.0.0.0:5060}   | f.yaml:1: sip.listen: 'udp:0.0.0.0:5060' is not a list; expected a list such as [a, b]
                    sip: {listen: []}                 | f.yaml:1: sip.listen: 0 elements; expected 1 to 16
                    sip: {listen: [tls:0.0.0.0:5061]} | f.yaml:1: sip.listen: tls is not available in this version; expected udp or tcp, an IP address and a port, such as udp:0.0.0.0:5060 or "tcp:[::]:5060"
                    sip: {listen: [udp:host:5060]}    | f.yaml:1: sip.listen: 'udp:host:5060' does not fit; expected udp or tcp, an IP address and a port, such as udp:0.0.0.0:5060 or "tcp:[::]:5060"
                    sip: {listen: [udp:1.2.3.4:65536]}| f.yaml:1: sip.listen: 'udp:1.2.3.4:65536' does not fit; expected udp or tcp, an IP address and a port, such as udp:0.0.0.0:5060 or "tcp:[::]:5060"
                    sip: {listen: [udp:1.2.3.4:1, {}]}| f.yaml:1: sip.listen: a section is not a value; expected udp or tcp, an IP address and a port, such as udp:0.0.0.0:5060 or "tcp:[::]:5060"
                    sip: {listen: [udp:1.2.3.4:1, udp:1.2.3.4:1]} | f.yaml:1: sip.listen: an element is named twice; expected each once
                    sip: {auth: maybe}                | f.yaml:1: sip.auth: 'maybe' does not fit; expected one of required, off-for-loopback, off
                    sip: {realm: ''}                  | f.yaml:1: sip.realm: '' does not fit; expected a text
                    sip: {domains: [a b]}             | f.yaml:1: sip.domains: 'a b' does not fit; expected a domain name
                    sip: {timers: {t1: 500}}          | f.yaml:1: sip.timers.t1: '500' does not fit; expected a duration such as 300us, 500ms, 5s, 10m, 1h or 7d
                    sip: {timers: {t1: 9ms}}          | f.yaml:1: sip.timers.t1: 9ms is out of range; expected 10ms to 10s
                    sip: {timers: {t1: 5s}}           | f.yaml:1: sip.timers.t2: 4s is below t1; expected at least 5s
                    sip: {transactions: {max: 0x20}}  | f.yaml:1: sip.transactions.max: '0x20' does not fit; expected a whole number
                    sip: {transactions: {max: 10000001}} | f.yaml:1: sip.transactions.max: 10000001 is out of range; expected 16 to 10000000
                    sip: {transactions: {max: 99999999999}} | f.yaml:1: sip.transactions.max: '99999999999' does not fit; expected a whole number
                    sip: {message: {max-bytes: 64KB}} | f.yaml:1: sip.message.max-bytes: '64KB' does not fit; expected a size such as 512KiB, 64MiB or 2GiB
                    sip: {message: {max-bytes: 2MiB}} | f.yaml:1: sip.message.max-bytes: 2MiB is out of range; expected 2KiB to 1MiB
                    sip: {registration: {min-expires: 1h, default-expires: 59m}} | f.yaml:1: sip.registration.default-expires: 59m is not between min-expires and max-expires; expected 1h to 2h
                    sip: {registration: {max-contacts: {}}} | f.yaml:1: sip.registration.max-contacts: a section is not a value; expected a whole number
                    management: {http: 0.0.0.0:80}    | f.yaml:1: management.http: 0.0.0.0:80 can be reached from other hosts, but there is no tokens-file; expected a loopback address, or management.tokens-file to be set
                    data: [x]                         | f.yaml:1: data: a list is not a value; expected a file name
                    location: {flush: never}          | f.yaml:1: location.flush: 'never' does not fit; expected one of commit, os
                    {data: a, data: b}                | f.yaml:1: data: written a second time; expected only line 1
                    - 1                               | f.yaml:1: a list is not a configuration; expected keys: sip, management, data, location, replication, switches, chassis, cluster, log
                    {[1]: 2}                          | f.yaml:1: not YAML: Non scalar key is detected but it is not configured to be allowed.
                    """)
    void whatIsWrongIsNamedWithLineKeyAndExpectation(String yaml, String expected) {
        assertThat(refused(yaml)).containsExactly(expected);
    }

    @Test
    void everyErrorIsReportedInTheOrderOfTheFile() {
        assertThat(refused("log:\n  level: loud\n\nsip:\n  servce: proxy\n  auth: no\n"))
                .containsExactly(
                        "f.yaml:2: log.level: 'loud' does not fit; expected one of error, warning, info, debug, trace",
                        "f.yaml:5: sip.servce: unknown key; expected perhaps 'service'",
                        "f.yaml:6: sip.auth: 'no' does not fit; expected one of required, off-for-loopback, off");
    }

    @Test
    void aRuleAcrossOptionsNamesTheLineOfTheOption() {
        assertThat(refused("sip:\n  timers:\n    t1: 5s\n    t2: 1s\n"))
                .containsExactly("f.yaml:4: sip.timers.t2: 1s is below t1; expected at least 5s");
    }

    @Test
    void textThatIsNotYamlIsRefusedWithItsLine() {
        assertThat(refused("sip:\n  listen: [udp:0.0.0.0:5060\nlog: {}\n"))
                .singleElement()
                .asString()
                .startsWith("f.yaml:3: not YAML: ");
        assertThat(refused("a: *nowhere"))
                .singleElement()
                .asString()
                .startsWith("f.yaml:1: not YAML: ");
        assertThat(refused("a: 1\n--- \nb: 2")).singleElement().asString().contains("not YAML");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sip.servce=proxy    | --set sip.servce=proxy: sip.servce: unknown key; expected perhaps 'service'
                    sip.service=prxy    | --set sip.service=prxy: sip.service: 'prxy' does not fit; expected one of proxy, redirect
                    sip.service         | --set sip.service: not a setting; expected path.to.key=value, with a YAML value
                    sip..service=proxy  | --set sip..service=proxy: not a setting; expected path.to.key=value, with a YAML value
                    =proxy              | --set =proxy: not a setting; expected path.to.key=value, with a YAML value
                    data.x=1            | --set data.x=1: data: a section is not a value; expected a file name
                    """)
    void wrongSettingsAreNamedAsTyped(String setting, String expected) {
        assertThat(lines(ConfigurationLoader.parse("f.yaml", "", List.of(setting))))
                .containsExactly(expected);
    }

    @Test
    void aliasesCannotGrowWithoutEnd() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 8; i++) {
            bomb.append(
                    "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d]%n"
                            .formatted(i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1));
        }
        assertThat(refused(bomb.toString()))
                .hasSizeLessThan(20)
                .anyMatch(line -> line.contains("too much here"));
        assertThat(refused("a: &a [*a]")).singleElement().asString().contains("too much here");
    }

    @Test
    void aFileIsReadUpToItsLimit(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("strowger.yaml");
        Files.writeString(file, "#".repeat(ConfigurationLoader.MAX_FILE_BYTES - 1) + "\n");
        assertThat(ConfigurationLoader.load(file, List.of()))
                .isInstanceOf(ConfigurationOutcome.Accepted.class);

        Files.writeString(file, "#".repeat(ConfigurationLoader.MAX_FILE_BYTES) + "\n");
        assertThat(lines(ConfigurationLoader.load(file, List.of())))
                .containsExactly(file + ": too long; expected at most 1048576 bytes");

        Files.write(file, new byte[] {'a', (byte) 0xff});
        assertThat(lines(ConfigurationLoader.load(file, List.of())))
                .containsExactly(file + ": not UTF-8; expected a YAML file in UTF-8");

        Path missing = directory.resolve("none.yaml");
        assertThat(lines(ConfigurationLoader.load(missing, List.of())))
                .containsExactly(missing + ": no such file; expected a YAML file");
    }

    @Test
    void noDamageToAFileEndsInAnException() {
        long seed = 20_261_122L;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        String alphabet = "[]{}:,-#&*!|>'\"%@` \n\tax0\u00e9\u0000";
        for (int i = 0; i < 3000; i++) {
            StringBuilder damaged = new StringBuilder(FULL);
            for (int cuts = random.nextInt(1, 6); cuts > 0; cuts--) {
                int at = random.nextInt(damaged.length());
                switch (random.nextInt(3)) {
                    case 0 -> damaged.deleteCharAt(at);
                    case 1 ->
                            damaged.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    default ->
                            damaged.setCharAt(
                                    at, alphabet.charAt(random.nextInt(alphabet.length())));
                }
            }
            ConfigurationOutcome outcome =
                    ConfigurationLoader.parse("f.yaml", damaged.toString(), List.of());
            if (outcome instanceof ConfigurationOutcome.Refused refused) {
                assertThat(refused.errors())
                        .as("seed %d, round %d", seed, i)
                        .isNotEmpty()
                        .allMatch(error -> error.line().lines().count() == 1);
            }
        }
    }

    private static ConfigurationOutcome.Accepted accepted(String yaml, String... settings) {
        ConfigurationOutcome outcome = ConfigurationLoader.parse("f.yaml", yaml, List.of(settings));
        assertThat(outcome).isInstanceOf(ConfigurationOutcome.Accepted.class);
        return (ConfigurationOutcome.Accepted) outcome;
    }

    private static List<String> refused(String yaml) {
        return lines(ConfigurationLoader.parse("f.yaml", yaml, List.of()));
    }

    private static List<String> lines(ConfigurationOutcome outcome) {
        assertThat(outcome).isInstanceOf(ConfigurationOutcome.Refused.class);
        return ((ConfigurationOutcome.Refused) outcome)
                .errors().stream().map(ConfigurationError::line).toList();
    }
}
