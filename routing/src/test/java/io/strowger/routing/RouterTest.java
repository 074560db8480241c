// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import static io.strowger.location.MemoryLocation.contact;
import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.AuthenticationOverride;
import io.strowger.location.MemoryLocation;
import io.strowger.location.NumberKey;
import io.strowger.location.RecordTable;
import io.strowger.location.ServiceOverride;
import io.strowger.location.UserEncoder;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.SipMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a request goes (RFC 3261 §16.5), one row for each rule. */
class RouterTest {
    private static final long NOW = 1_000_000;
    private static final long LATER = NOW + 1;

    private final MemoryLocation location = new MemoryLocation();
    private final ServedDomains domains =
            new ServedDomains(List.of("example.org", "red.example"), Requests.POINTS);
    private final DialogToken tokens = new DialogToken(Requests.key());
    private final RouteInformation info = new RouteInformation(domains, tokens);
    private final Router router = new Router(domains, ServiceOverride.PROXY);
    private final TargetSet targets = new TargetSet();

    private void populate() {
        location.domain("red.example", ServiceOverride.REDIRECT, AuthenticationOverride.NONE)
                .user("bob@example.org", true)
                .bindings(
                        "bob@example.org",
                        contact("sip:bob@10.0.0.1", 500, LATER),
                        contact("sip:bob@10.0.0.2", 1000, LATER),
                        contact("sip:bob@10.0.0.3", 1000, NOW))
                .user("away@example.org", true)
                .bindings("gone@example.org", contact("sip:gone@10.0.0.4", 1000, NOW))
                .bindings("guest@example.org", contact("sip:guest@10.0.0.5", 1000, LATER))
                .bindings("bob@red.example", contact("sip:bob@10.0.0.6", 1000, LATER))
                .user("keen@red.example", new UserEncoder().service(ServiceOverride.PROXY))
                .bindings("keen@red.example", contact("sip:keen@10.0.0.7", 1000, LATER))
                .user("sender@example.org", new UserEncoder().service(ServiceOverride.REDIRECT))
                .bindings("sender@example.org", contact("sip:sender@10.0.0.8", 1000, LATER))
                .bindings(
                        "sec@example.org",
                        contact("sip:sec@10.0.0.9", 1000, LATER),
                        contact("sips:sec@10.0.0.9", 1000, LATER))
                .bindings("1001@example.org", contact("sip:1001@10.0.0.10", 1000, LATER))
                .user("1002@example.org", false)
                .number(key(NumberKey.exact("+4930111")), "sip:bob@example.org 1 1")
                .number(key(NumberKey.prefix("+4930")), "sip:trunk.example 1 1")
                .number(key(NumberKey.prefix("#31")), "sip:trunk.example:5070;transport=tcp 1 1")
                .number(
                        key(NumberKey.range("2000", "2999")),
                        "sip:operator@trunk.example 2 1",
                        "sip:1001@example.org 1 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        # method | Request-URI                    | may call out | decision and targets
        INVITE   | sip:bob@example.org            | false | FORWARD sip:bob@10.0.0.2 > sip:bob@10.0.0.1
        INVITE   | sip:bob@EXAMPLE.org:5060       | false | FORWARD sip:bob@10.0.0.2 > sip:bob@10.0.0.1
        INVITE   | sip:b%6Fb@example.org;x=y      | false | FORWARD sip:bob@10.0.0.2 > sip:bob@10.0.0.1
        INVITE   | sip:guest@example.org          | false | FORWARD sip:guest@10.0.0.5
        INVITE   | sip:away@example.org           | false | REJECT 480
        INVITE   | sip:gone@example.org           | false | REJECT 480
        INVITE   | sip:nobody@example.org         | true  | REJECT 404
        INVITE   | sip:example.org                | true  | REJECT 484
        INVITE   | sip:192.0.2.1                  | true  | REJECT 484
        OPTIONS  | sip:example.org                | false | FOR_US
        OPTIONS  | sip:192.0.2.1:5060             | false | FOR_US
        OPTIONS  | sip:bob@example.org            | false | FORWARD sip:bob@10.0.0.2 > sip:bob@10.0.0.1
        REGISTER | sip:example.org                | false | FOR_US
        # service: user before domain before configuration
        INVITE   | sip:bob@red.example            | false | REDIRECT sip:bob@10.0.0.6
        INVITE   | sip:keen@red.example           | false | FORWARD sip:keen@10.0.0.7
        INVITE   | sip:sender@example.org         | false | REDIRECT sip:sender@10.0.0.8
        # sips reaches sips contacts only
        INVITE   | sip:sec@example.org            | false | FORWARD sip:sec@10.0.0.9 + sips:sec@10.0.0.9
        INVITE   | sips:sec@example.org           | false | FORWARD sips:sec@10.0.0.9
        INVITE   | sips:bob@example.org           | false | REJECT 480
        # no open relay
        INVITE   | sip:x@foreign.example          | false | REJECT 403
        REGISTER | sip:foreign.example            | false | REJECT 403
        INVITE   | sip:x@foreign.example          | true  | FOREIGN sip:x@foreign.example
        INVITE   | sip:bob@192.0.2.1:7000         | false | REJECT 403
        INVITE   | sip:bob@example.org;maddr=198.51.100.1 | false | REJECT 403
        INVITE   | sip:bob@example.org;maddr=198.51.100.1 | true  | FOREIGN sip:bob@example.org;maddr=198.51.100.1
        INVITE   | sip:bob@example.org;maddr=192.0.2.1    | false | FORWARD sip:bob@10.0.0.2 > sip:bob@10.0.0.1
        # an maddr of ours has served its purpose (§16.4)
        INVITE   | sip:x@foreign.example:5060;maddr=192.0.2.1;transport=tcp;a=b | true | FOREIGN sip:x@foreign.example;a=b
        INVITE   | sip:x@foreign.example;maddr=192.0.2.1  | false | REJECT 403
        INVITE   | sip:x@foreign.example:7000;maddr=192.0.2.1 | true | FOREIGN sip:x@foreign.example:7000;maddr=192.0.2.1
        # numbers: users first, then the number routes
        INVITE   | sip:1001@example.org           | false | FORWARD sip:1001@10.0.0.10
        INVITE   | sip:1002@example.org           | false | REJECT 480
        INVITE   | sip:+4930111@example.org       | false | FORWARD sip:bob@10.0.0.1 + sip:bob@10.0.0.2
        INVITE   | sip:+49(30)1-1.1@example.org   | false | FORWARD sip:bob@10.0.0.1 + sip:bob@10.0.0.2
        INVITE   | tel:+49-30-111                 | false | FORWARD sip:bob@10.0.0.1 + sip:bob@10.0.0.2
        INVITE   | tel:+49-30-999;phone-context=x | true  | FORWARD sip:+4930999@trunk.example
        INVITE   | sip:+4930999@example.org;user=phone | true | FORWARD sip:+4930999@trunk.example
        INVITE   | sip:+4930999@example.org       | false | REJECT 403
        INVITE   | sip:%23311@example.org         | true  | FORWARD sip:%23311@trunk.example:5070;transport=tcp
        INVITE   | sip:2500@example.org           | true  | FORWARD sip:1001@10.0.0.10 > sip:operator@trunk.example
        INVITE   | sip:2500@example.org           | false | FORWARD sip:1001@10.0.0.10
        INVITE   | sip:3000@example.org           | true  | REJECT 404
        INVITE   | tel:abc                        | true  | REJECT 484
        INVITE   | tel:+1                         | true  | REJECT 404
        """)
    void aRequestGoesWhereTheRuleSays(
            final String method,
            final String uri,
            final boolean mayCallOut,
            final String expected) {
        populate();
        assertThat(route(Requests.request(method, uri, ""), mayCallOut)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        # Request-URI         | further Route             | to tag | token | may call out | decision
        sip:bob@10.0.0.1:5070 |                           | true  | true  | false | FOREIGN sip:bob@10.0.0.1:5070
        sip:bob@10.0.0.1:5070 |                           | false | true  | false | REJECT 403
        sip:bob@10.0.0.1:5070 |                           | true  | false | false | REJECT 403
        sip:bob@10.0.0.1:5070 |                           | true  | false | true  | FOREIGN sip:bob@10.0.0.1:5070
        sip:bob@example.org   |                           | true  | true  | false | FORWARD sip:bob@10.0.0.2 > sip:bob@10.0.0.1
        sip:bob@10.0.0.1      | , <sip:p.example;lr>      | true  | true  | false | FOREIGN sip:bob@10.0.0.1
        sip:bob@10.0.0.1      | , <sip:p.example;lr>      | false | true  | false | REJECT 403
        sip:bob@10.0.0.1      | , <sip:p.example;lr>      | false | false | true  | FOREIGN sip:bob@10.0.0.1
        sip:bob@example.org   | , <sip:p.example;lr>      | false | false | false | REJECT 403
        """)
    void requestsInDialogsGoOnByTheirRoutes(
            final String uri,
            final String further,
            final boolean toTag,
            final boolean token,
            final boolean mayCallOut,
            final String expected) {
        populate();
        final String d = token ? ";d=" + String.format("%016x", tokens.of(any())) : "";
        final String route =
                "Route: <sip:192.0.2.1;lr" + d + ">" + (further == null ? "" : further) + "\n";
        final String to = "To: <sip:bob@example.org>" + (toTag ? ";tag=2\n" : "\n");
        assertThat(route(Requests.request("BYE", uri, route + to), mayCallOut)).isEqualTo(expected);
    }

    @Test
    void aDomainsServiceIsThatOfItsRecordAtEachRequest() {
        populate();
        final ServedDomains every = new ServedDomains(List.of(), Requests.POINTS);
        final Router all = new Router(every, ServiceOverride.PROXY);
        final RouteInformation routes = new RouteInformation(every, tokens);
        final SipMessage invite = Requests.request("INVITE", "sip:guest@example.org", "");
        for (final ServiceOverride service : ServiceOverride.values()) {
            location.domain("example.org", service, AuthenticationOverride.NONE);
            routes.read(invite, location);
            assertThat(all.route(invite, routes, location, targets, false, NOW).kind())
                    .as("%s", service)
                    .isEqualTo(
                            service == ServiceOverride.REDIRECT
                                    ? RouteDecision.Kind.REDIRECT
                                    : RouteDecision.Kind.FORWARD);
        }
    }

    @Test
    void withEveryHostServedAContactOfAKnownDialogIsStillSomewhereElse() {
        final ServedDomains every = new ServedDomains(List.of(), Requests.POINTS);
        final Router all = new Router(every, ServiceOverride.PROXY);
        final RouteInformation routes = new RouteInformation(every, tokens);
        final SipMessage bye =
                Requests.request(
                        "BYE",
                        "sip:bob@127.0.0.1:6000",
                        "Route: <sip:192.0.2.1;lr;d="
                                + String.format("%016x", tokens.of(any()))
                                + ">\nTo: <sip:bob@here>;tag=2\n");
        routes.read(bye, location);
        assertThat(all.route(bye, routes, location, targets, false, NOW).kind())
                .isEqualTo(RouteDecision.Kind.FOREIGN);
    }

    @Test
    void aPhoneOnTheHostThatIsTheDomainIsReachedInADialog() {
        final ServedDomains byAddress = new ServedDomains(List.of("127.0.0.1"), Requests.POINTS);
        final Router local = new Router(byAddress, ServiceOverride.PROXY);
        final RouteInformation routes = new RouteInformation(byAddress, tokens);
        final SipMessage bye =
                Requests.request(
                        "BYE",
                        "sip:bob@127.0.0.1:6000",
                        "Route: <sip:192.0.2.1;lr;d="
                                + String.format("%016x", tokens.of(any()))
                                + ">\nTo: <sip:bob@127.0.0.1>;tag=2\n");
        routes.read(bye, location);
        assertThat(local.route(bye, routes, location, targets, false, NOW).kind())
                .isEqualTo(RouteDecision.Kind.FOREIGN);
    }

    @Test
    void anOptionsWhoseHopsAreOverIsAnsweredHere() {
        populate();
        final SipMessage options =
                Requests.request("OPTIONS", "sip:bob@example.org", "Max-Forwards: 0\n");
        assertThat(route(options, false)).isEqualTo("FOR_US");
    }

    @ParameterizedTest
    @CsvSource({"BINDING, bob@example.org", "USER, bob@example.org"})
    void aDamagedRecordIsAServerErrorAndNotAnUnknownUser(
            final RecordTable table, final String key) {
        populate();
        location.damage(table, key);
        assertThat(route(Requests.request("INVITE", "sip:bob@example.org", ""), false))
                .isEqualTo("REJECT 500");
    }

    @Test
    void aUserPartOfTheLongestLengthIsLookedUpAndALongerOneIsNobody() {
        final String longest = "a".repeat(256 - "@example.org".length());
        location.bindings(longest + "@example.org", contact("sip:a@10.0.0.1", 1000, LATER));
        assertThat(route(invite(longest), false)).isEqualTo("FORWARD sip:a@10.0.0.1");
        assertThat(route(invite(longest + "a"), false)).isEqualTo("REJECT 404");
    }

    @Test
    void aNumberOfTheMostDigitsIsOneAndALongerOneIsNone() {
        location.number(NumberKey.defaultRoute(), "sip:trunk.example 1 1");
        assertThat(route(invite("1".repeat(32)), true)).startsWith("FORWARD");
        assertThat(route(invite("1".repeat(33)), true)).isEqualTo("REJECT 404");
        assertThat(route(invite("+"), true)).isEqualTo("REJECT 404");
        assertThat(route(invite("1+1"), true)).isEqualTo("REJECT 404");
    }

    @Test
    void trunksOfEqualPriorityShareByWeightAndEachNodeDrawsTheSame() {
        location.number(
                NumberKey.defaultRoute(),
                "sip:light.example 1 1",
                "sip:heavy.example 1 3",
                "sip:last.example 2 100");
        final Map<String, Integer> firsts = new HashMap<>();
        for (int call = 0; call < 1000; call++) {
            final SipMessage invite =
                    Requests.parse(
                            invite("5")
                                    .toString()
                                    .replace("\r\n", "\n")
                                    .replace("call-1", "c" + call));
            final String decision = route(invite, true);
            assertThat(decision).endsWith("sip:5@last.example").isEqualTo(route(invite, true));
            final String first = decision.substring("FORWARD sip:5@".length());
            firsts.merge(first.substring(0, first.indexOf('.')), 1, Integer::sum);
        }
        assertThat(firsts.get("heavy")).isBetween(700, 800);
        assertThat(firsts.get("light")).isBetween(200, 300);
    }

    private static SipMessage invite(final String user) {
        return Requests.request("INVITE", "sip:" + user + "@example.org", "");
    }

    private static SipMessage any() {
        return Requests.request("BYE", "sip:bob@example.org", "");
    }

    private static byte[] key(final byte[] encoded) {
        return Objects.requireNonNull(encoded);
    }

    /** Kind, status or targets: {@code >} between groups, {@code +} within. */
    private String route(final SipMessage request, final boolean mayCallOut) {
        assertThat(info.read(request, location)).isEqualTo(Malformation.NONE);
        final RouteDecision decision =
                router.route(request, info, location, targets, mayCallOut, NOW);
        final StringJoiner text = new StringJoiner(" ").add(decision.kind().name());
        if (decision.statusCode() != 0) {
            text.add(Integer.toString(decision.statusCode()));
        }
        final boolean shows =
                decision.kind() != RouteDecision.Kind.REJECT
                        && decision.kind() != RouteDecision.Kind.FOR_US;
        for (int i = 0; shows && i < targets.size(); i++) {
            if (i > 0) {
                text.add(targets.q(i) == targets.q(i - 1) ? "+" : ">");
            }
            text.add(Requests.text(targets.buffer(), targets.uri(i)));
        }
        return text.toString();
    }
}
