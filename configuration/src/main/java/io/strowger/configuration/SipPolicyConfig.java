// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** For whom SIP is served, and how. Domains and users in the database may override it. */
public record SipPolicyConfig(
        @Option(
                        value =
                                "Domains that are our own, besides those in the database; with none"
                                        + " here, every domain or address that is asked for is our"
                                        + " own.",
                        initial = "[]",
                        maxElements = 1024)
                List<DomainName> domains,
        @Option(value = "Whether requests are forwarded or answered with 302.", initial = "proxy")
                SipService service,
        @Option(
                        value = "Who has to authenticate by digest before registering or calling.",
                        initial = "off-for-loopback")
                SipAuth auth,
        @Option("Digest realm of all domains; each domain's own name when not set.")
                @Nullable String realm) {}
