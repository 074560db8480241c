// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EffectiveConfigurationTest {
    private static final String FILE =
            """
            sip:
              listen: ["udp:[::]:5060"]
              realm: 'it''s "us": yes'
              timers:
                t1: 1000ms
            """;

    @Test
    void everyValueIsShownWithItsOrigin() {
        assertThat(yaml("strowger.yaml", FILE))
                .isEqualTo(
                        """
                        sip:
                          listen: ['udp:[::]:5060']                 # strowger.yaml:2
                          domains: []                               # default
                          service: proxy                            # default
                          auth: off-for-loopback                    # default
                          realm: 'it''s "us": yes'                  # strowger.yaml:3
                          registration:
                            min-expires: 1m                         # default
                            max-expires: 2h                         # default
                            default-expires: 1h                     # default
                            expires-jitter-percent: 10              # default
                            max-contacts: 10                        # default
                          transactions:
                            max: 5000                               # --set sip.transactions.max=5000
                          tcp:
                            max-connections: 20000                  # default
                            max-connections-per-source: 1000        # default
                            accepts-per-source: 100                 # default
                            idle-timeout: 15m                       # default
                            first-message-timeout: 30s              # default
                            message-timeout: 10s                    # default
                            proxy-protocol-from: []                 # default
                          udp:
                            mtu: 1500                               # default
                            guaranteed-per-source: 10000000         # default
                            receive-buffer: 4MiB                    # default
                            segmentation: true                      # default
                          protection:
                            trusted: [127.0.0.0/8, '::1']           # default
                            banned: []                              # default
                            messages-per-source: 0                  # default
                            messages: 0                             # default
                            scanners: [friendly-scanner, sipvicious, sundayddr, sipcli, sip-scan, siparmyknife, vaxsipuseragent, pplsip, iwar] # default
                            failures: 0                             # default
                            failure-time: 1m                        # default
                            suspect-rate: 20                        # default
                            ban-time: 10m                           # default
                            ban-datagram-sources: false             # default
                            queue-time: 200ms                       # default
                          message:
                            max-bytes: 64KiB                        # default
                          timers:
                            t1: 1s                                  # strowger.yaml:5
                            t2: 4s                                  # default
                            t4: 5s                                  # default
                            c: 181s                                 # default
                        management:
                          http: 127.0.0.1:8080                      # default
                          tokens-file: null                         # default
                        data: ./data                                # default
                        location:
                          flush: commit                             # default
                          commit-interval: 20ms                     # default
                          disk-reserve: 64MiB                       # default
                          memory: 1GiB                              # default
                          members: []                               # default
                          member: 0                                 # default
                          reply-host: null                          # default
                          update-timeout: 4s                        # default
                          log:
                            max-entries: 1000000                    # default
                            max-bytes: 256MiB                       # default
                            max-age: 7d                             # default
                        replication:
                          stream: unicast                           # default
                          groups: [239.72.0.1:7480]                 # default
                          interfaces: []                            # default
                          members: []                               # default
                          members-b: []                             # default
                          beat: 100ms                               # default
                          shared-directory: /dev/shm/strowger       # default
                          region:
                            name: null                              # default
                            receivers: []                           # default
                            receivers-b: []                         # default
                            receiver: null                          # default
                            stream: unicast                         # default
                            groups: [239.72.0.1:7480]               # default
                            interfaces: []                          # default
                          above:
                            name: null                              # default
                            receivers: []                           # default
                            receivers-b: []                         # default
                            receiver: null                          # default
                            stream: unicast                         # default
                            groups: [239.72.0.1:7480]               # default
                            interfaces: []                          # default
                        switches:
                          trunk: none                               # default
                          members: []                               # default
                          members-b: []                             # default
                          member: 0                                 # default
                          shared-directory: /dev/shm/strowger-switch # default
                          placement: least-loaded                   # default
                          gather: 400us                             # default
                          max-nodes: 16                             # default
                          connections: 1000000                      # default
                          address:
                            network-interface: null                 # default
                            command: []                             # default
                          outside:
                            gateways: []                            # default
                            network-interface: null                 # default
                            default-route: false                    # default
                          check:
                            ping: true                              # default
                            interval: 100ms                         # default
                            failures: 3                             # default
                            failure-time: 300ms                     # default
                            kept-requests: 250000                   # default
                            kept-bytes: 512MiB                      # default
                        chassis:
                          switches: 2                               # default
                          nodes: 3                                  # default
                          members: 3                                # default
                          first-port: 7400                          # default
                        cluster:
                          secret-file: null                         # default
                          other-secret-files: []                    # default
                        log:
                          format: text                              # default
                          level: info                               # default
                        """);
    }

    @Test
    void whatIsWrittenReadsBackAsTheSame() {
        String written = yaml("strowger.yaml", FILE);
        assertThat(config(written)).isEqualTo(config(FILE));
    }

    private static StrowgerConfig config(String text) {
        return accepted("f", text).config();
    }

    private static String yaml(String name, String text) {
        return EffectiveConfiguration.yaml(accepted(name, text));
    }

    private static ConfigurationOutcome.Accepted accepted(String name, String text) {
        ConfigurationOutcome outcome =
                ConfigurationLoader.parse(name, text, List.of("sip.transactions.max=5000"));
        assertThat(outcome).isInstanceOf(ConfigurationOutcome.Accepted.class);
        return (ConfigurationOutcome.Accepted) outcome;
    }
}
