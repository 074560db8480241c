// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.MemoryLocation;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Route preprocessing of RFC 3261 §16.4 and the token in our Record-Route. */
class RouteInformationTest {
    private static final String OURS = "<sip:192.0.2.1:5060;lr;d=TOKEN>";
    private static final String OURS_TCP = "<sip:192.0.2.1:5060;transport=tcp;lr;d=TOKEN>";

    private final MemoryLocation location = new MemoryLocation();
    private final DialogToken tokens = new DialogToken(Requests.key());
    private final RouteInformation info =
            new RouteInformation(
                    new ServedDomains(List.of("example.org"), Requests.POINTS), tokens);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
        # Request-URI    | Route                                          | own | next               | strict | token | effective Request-URI
        sip:bob@far:5070 | -                                              | 0   | none               | false  | false | sip:bob@far:5070
        sip:bob@far:5070 | OURS                                           | 1   | none               | false  | true  | sip:bob@far:5070
        sip:bob@far:5070 | TCPO, OURS                                     | 2   | none               | false  | true  | sip:bob@far:5070
        sip:bob@far:5070 | OURS, TCPO, OURS                               | 2   | sip:192.0.2.1:5060;lr;d=TOKEN | false | true | sip:bob@far:5070
        sip:bob@far:5070 | OURS, <sip:p2.example;lr>                      | 1   | sip:p2.example;lr  | false  | true  | sip:bob@far:5070
        sip:bob@far:5070 | OURS, <sip:p2.example>                         | 1   | sip:p2.example     | true   | true  | sip:bob@far:5070
        sip:bob@far:5070 | <sip:p2.example;lr>, OURS                      | 0   | sip:p2.example;lr  | false  | false | sip:bob@far:5070
        sip:bob@far:5070 | <sip:192.0.2.1;lr>                             | 1   | none               | false  | false | sip:bob@far:5070
        sip:bob@far:5070 | <sip:192.0.2.1;lr;d=0000000000000000>          | 1   | none               | false  | false | sip:bob@far:5070
        sip:bob@far:5070 | <sip:192.0.2.1;lr;d=1>                         | 1   | none               | false  | false | sip:bob@far:5070
        sip:bob@far:5070 | <sip:example.org;lr>                           | 1   | none               | false  | false | sip:bob@far:5070
        # another node of the cluster put it there
        sip:bob@far:5070 | <sip:198.51.100.9:5060;lr;d=TOKEN>             | 1   | none               | false  | true  | sip:bob@far:5070
        # strict routing repaired
        sip:192.0.2.1:5060;lr;d=TOKEN | <sip:bob@far:5070>                | 0   | none               | false  | true  | sip:bob@far:5070
        sip:192.0.2.1:5060;lr;d=TOKEN | <sip:p2.example;lr>, <sip:bob@far:5070> | 0 | sip:p2.example;lr | false | true | sip:bob@far:5070
        sip:192.0.2.1:5060;lr;d=TOKEN | TCPO, <sip:bob@far:5070>          | 1   | none               | false  | true  | sip:bob@far:5070
        sip:192.0.2.1:5060;lr;d=TOKEN | TCPO                              | 0   | none               | false  | true  | sip:192.0.2.1:5060;transport=tcp;lr;d=TOKEN
        sip:198.51.100.9;lr;d=TOKEN   | <sip:bob@far:5070>                | 0   | none               | false  | true  | sip:bob@far:5070
        sip:192.0.2.1:5060;lr         | <sip:bob@far:5070>                | 0   | none               | false  | false | sip:bob@far:5070
        # no Record-Route of ours: it has a user, or no lr, or there is no Route to repair it from
        sip:bob@192.0.2.1;lr          | <sip:p2.example;lr>               | 0   | sip:p2.example;lr  | false  | false | sip:bob@192.0.2.1;lr
        sip:192.0.2.1                 | <sip:p2.example;lr>               | 0   | sip:p2.example;lr  | false  | false | sip:192.0.2.1
        sip:192.0.2.1:5060;lr;d=TOKEN | -                                 | 0   | none               | false  | false | sip:192.0.2.1:5060;lr;d=TOKEN
        """)
    void ownRoutesAreFoundAndStrictRoutingIsRepaired(
            final String uri,
            final String route,
            final int own,
            final String next,
            final boolean strict,
            final boolean token,
            final String effective) {
        final String hex = tokenText();
        final String header =
                route == null
                        ? ""
                        : "Route: " + route.replace("TCPO", OURS_TCP).replace("OURS", OURS) + "\n";
        final SipMessage bye =
                Requests.request("BYE", uri.replace("TOKEN", hex), header.replace("TOKEN", hex));
        assertThat(info.read(bye, location)).isEqualTo(Malformation.NONE);
        assertThat(info.ownRoutes()).as("own").isEqualTo(own);
        assertThat(info.hasNextRoute()).isEqualTo(!next.equals("none"));
        if (info.hasNextRoute()) {
            assertThat(bye.string(info.nextRoute())).isEqualTo(next.replace("TOKEN", hex));
        }
        assertThat(info.isNextRouteStrict()).as("strict").isEqualTo(strict);
        assertThat(info.hasToken()).as("token").isEqualTo(token);
        assertThat(bye.string(info.requestUri().span())).isEqualTo(effective.replace("TOKEN", hex));
        assertThat(info.isRepaired()).isEqualTo(!uri.equals(effective));
    }

    @Test
    void theTokenOfAnotherCallIsNone() {
        final String foreign = "Route: <sip:192.0.2.1;lr;d=" + tokenText() + ">\n";
        final SipMessage other =
                Requests.parse(
                        Requests.request("BYE", "sip:bob@far", foreign)
                                .toString()
                                .replace("\r\n", "\n")
                                .replace("call-1", "call-2"));
        assertThat(info.read(other, location)).isEqualTo(Malformation.NONE);
        assertThat(info.ownRoutes()).isEqualTo(1);
        assertThat(info.hasToken()).isFalse();
    }

    @Test
    void aKnownDialogNeedsTheTokenAndATagInTo() {
        final String route = "Route: <sip:192.0.2.1;lr;d=" + tokenText() + ">\n";
        final SipMessage initial = Requests.request("INVITE", "sip:bob@far", route);
        info.read(initial, location);
        assertThat(info.isInKnownDialog(initial)).isFalse();
        final SipMessage inDialog =
                Requests.request("INVITE", "sip:bob@far", route + "To: <sip:bob@far>;tag=2\n");
        info.read(inDialog, location);
        assertThat(info.isInKnownDialog(inDialog)).isTrue();
    }

    @Test
    void manyRoutesAreTakenUpToTheLimitAndOneMoreIsADefect() {
        final String one = "<sip:p.example;lr>,";
        final int most = RouteInformation.MAX_ROUTES;
        assertThat(read("Route: " + one.repeat(most) + "\n")).isEqualTo(Malformation.NONE);
        assertThat(read("Route: " + one.repeat(most + 1) + "\n"))
                .isEqualTo(Malformation.BAD_ADDRESS);
    }

    @ParameterizedTest
    @CsvSource({"<sip:p.example", "sip:", "<>", "<sip:p.example;lr>;<"})
    void aRouteThatIsNoneIsADefect(final String route) {
        assertThat(read("Route: " + route + "\n")).isEqualTo(Malformation.BAD_ADDRESS);
    }

    @Test
    void theRecordRouteThatIsWrittenIsReadAsOurs() {
        final SipMessage invite = Requests.request("INVITE", "sip:bob@far", "");
        final SipWriter writer = new SipWriter().wrap(new UnsafeBuffer(new byte[200]), 0, 200);
        DialogToken.writeRecordRoute(Requests.TCP_POINT, tokens.of(invite), writer);
        final String value = writer.buffer().getStringWithoutLengthAscii(0, writer.length());
        assertThat(value).isEqualTo("<sip:192.0.2.1:5060;transport=tcp;lr;d=" + tokenText() + ">");
        assertThat(read("Route: " + value + "\n")).isEqualTo(Malformation.NONE);
        assertThat(info.hasToken()).isTrue();
    }

    private Malformation read(final String headers) {
        return info.read(Requests.request("BYE", "sip:bob@far", headers), location);
    }

    private String tokenText() {
        return String.format("%016x", tokens.of(Requests.request("BYE", "sip:bob@far", "")));
    }
}
