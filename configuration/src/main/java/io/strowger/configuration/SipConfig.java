// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Options of SIP. */
public record SipConfig(
        @Option(
                        value =
                                "Where SIP is served: udp or tcp, an IP address, a port (0 takes a"
                                        + " free one); quote what contains brackets, as in"
                                        + " \"udp:[::]:5060\".",
                        initial = "[udp:0.0.0.0:5060, tcp:0.0.0.0:5060]",
                        minElements = 1,
                        maxElements = 16)
                List<ListenPoint> listen,
        @Inlined SipPolicyConfig policy,
        @Option("What a REGISTER may ask for (RFC 3261 §10.3).") RegistrationConfig registration,
        @Option("SIP transactions (RFC 3261 §17).") TransactionsConfig transactions,
        @Inlined SipTransportConfig transport,
        @Option("Timers of RFC 3261.") TimersConfig timers)
        implements CheckedRecord {

    @Override
    public @Nullable Violation violation() {
        return Set.copyOf(withFixedPorts()).size() == withFixedPorts().size()
                ? null
                : new Violation("listen", "an element is named twice", "each once");
    }

    private List<ListenPoint> withFixedPorts() {
        return listen.stream().filter(point -> point.endpoint().port() != 0).toList();
    }
}
