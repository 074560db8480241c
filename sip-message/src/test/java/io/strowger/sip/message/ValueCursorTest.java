// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several values in one header, in several headers, and both (RFC 3261 §7.3.1). */
class ValueCursorTest {
    private final ValueCursor cursor = new ValueCursor();

    private List<String> values(final SipMessage message, final HeaderName name) {
        final List<String> all = new ArrayList<>();
        cursor.reset(message, name);
        while (cursor.next()) {
            all.add(message.string(cursor.span()));
        }
        return all;
    }

    private static SipMessage withRoutes(final String lines) {
        return TestMessages.parsed(
                TestMessages.INVITE.replace("Max-F", lines.replace("~", "\n") + "\nMax-F"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            textBlock =
                    """
                    Route: <sip:a>                              | <sip:a>
                    Route: <sip:a>,<sip:b>                      | <sip:a> <sip:b>
                    Route: <sip:a> , <sip:b>~Route:<sip:c>      | <sip:a> <sip:b> <sip:c>
                    Route: <sip:a>,~ <sip:b>~X: y~Route: <sip:c>| <sip:a> <sip:b> <sip:c>
                    Route: <sip:a,b;c>,"x,y"<sip:d>;e="f,g"     | <sip:a,b;c> "x,y"<sip:d>;e="f,g"
                    Route: ,, <sip:a>,, ,<sip:b>,               | <sip:a> <sip:b>
                    Route:~Route: <sip:a>                       | <sip:a>
                    Route: ,                                    | ''
                    Route: "a\\",b"<sip:c>,<sip:d>              | "a\\",b"<sip:c> <sip:d>
                    Route: "open,<sip:a>~Route: <sip:b>         | "open,<sip:a> <sip:b>
                    Route: <sip:open,<sip:a                     | <sip:open,<sip:a
                    """)
    void walksOverAllOfThem(final String lines, final String expected) {
        assertThat(String.join(" ", values(withRoutes(lines), HeaderName.ROUTE)))
                .isEqualTo(expected);
    }

    @Test
    void findsNothingWhereThereIsNoHeader() {
        assertThat(values(TestMessages.parsed(TestMessages.INVITE), HeaderName.ROUTE)).isEmpty();
        assertThat(cursor.span()).isEqualTo(Span.NONE);
    }

    @Test
    void saysWhatFollowsInTheSameHeader() {
        final SipMessage message = withRoutes("Route: <sip:a> ,, <sip:b> ,~Route: <sip:c>,<sip:d>");
        cursor.reset(message, HeaderName.ROUTE);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.hasMoreInHeader()).isTrue();
        assertThat(message.string(Span.of(cursor.restStart(), cursor.restStart() + 7)))
                .isEqualTo("<sip:b>");
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.hasMoreInHeader()).isFalse();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.header()).isEqualTo(message.next(message.first(HeaderName.ROUTE)));
        assertThat(cursor.hasMoreInHeader()).isTrue();
    }

    @Test
    void holdsNothingBeforeItIsReset() {
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.hasMoreInHeader()).isFalse();
    }
}
