// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** name-addr and addr-spec of RFC 3261 §20.10, §25.1. {@code ~} stands for a fold. */
class NameAddrViewTest {
    private final NameAddrView view = new NameAddrView();
    private UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);

    private Malformation wrap(final String text) {
        buffer = TestMessages.buffer(text.replace("~", "\r\n "));
        return view.wrap(buffer, Span.of(0, buffer.capacity()));
    }

    private @Nullable String text(final long span) {
        if (span == Span.NONE) {
            return null;
        }
        final byte[] bytes = new byte[Span.length(span)];
        buffer.getBytes(Span.start(span), bytes);
        return new String(bytes, UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '\'',
            textBlock =
                    """
                    <sip:a@b>                              | -                   | sip:a@b                | -
                    <sip:a@b>;tag=1                        | -                   | sip:a@b                | 1
                    sip:a@b                                | -                   | sip:a@b                | -
                    sip:a@b;tag=1                          | -                   | sip:a@b                | 1
                    sip:a@b ;~  tag~=~1;x                  | -                   | sip:a@b                | 1
                    Bob <sip:a@b>;TAG=x                    | Bob                 | sip:a@b                | x
                    caller<sip:caller@example.com>;tag=323 | caller              | sip:caller@example.com | 323
                    token1~` token2'+_ t*%!.- <sip:a@b>    | token1~` token2'+_ t*%!.- | sip:a@b          | -
                    "B, \\"<sip:x@y>\\" ;tag=no" <sip:a@b;lr>;tag=yes | "B, \\"<sip:x@y>\\" ;tag=no" | sip:a@b;lr | yes
                    ""<sip:a@b>                            | ""                  | sip:a@b                | -
                    Ünï cödé <sip:a@b>                     | Ünï cödé            | sip:a@b                | -
                    <sip:a@b?Route=%3Csip:c%3E>;q=0.1      | -                   | sip:a@b?Route=%3Csip:c%3E | -
                    <sip:[2001:db8::1]:5060;lr>            | -                   | sip:[2001:db8::1]:5060;lr | -
                    <tel:+1-201-555-0123>                  | -                   | tel:+1-201-555-0123    | -
                    <name:John_Smith>;a="b;tag=c"          | -                   | name:John_Smith        | -
                    *                                      | -                   | *                      | -
                    sip:a@b;x="<";tag=z                    | -                   | sip:a@b                | z
                    """)
    void readsEveryForm(
            final String value,
            final @Nullable String name,
            final String uri,
            final @Nullable String tag) {
        final String folded = value.startsWith("token1") ? value : value.replace("~", "\r\n ");
        buffer = TestMessages.buffer(folded);
        assertThat(view.wrap(buffer, 0, buffer.capacity())).isEqualTo(Malformation.NONE);
        assertThat(text(view.displayName())).isEqualTo(name);
        assertThat(text(view.uri())).isEqualTo(uri);
        assertThat(text(view.tag())).isEqualTo(tag);
        assertThat(text(view.span())).isEqualTo(folded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<",
                "<sip:a@b",
                "\"Bob <sip:a@b>",
                "\"Bob\" sip:a@b",
                "\"Bob\"",
                "<sip:a@b>x",
                "<sip:a@b>;",
                "<sip:a@b>;;",
                "<sip:a@b>;=x",
                "<sip:a@b>;tag=a b",
                "<sip:a@b>;x=\"y",
                "Bell, Alexander <sip:a@b>",
                "B(b) <sip:a@b>",
                "<sip:a@b >",
                "< sip:a@b>",
                "<sip:a b@c>",
                "<sip:a@b<c>",
                "<sip:\"a\"@b>",
                "sip:a@b?Subject=x",
                "sip:a@b,c",
                "sip:a@b sip:c@d",
                ";tag=1",
                "<sip:a@b>,<sip:c@d>",
                "<sip:a@b> <sip:c@d>"
            })
    void refusesWhatIsNoAddress(final String value) {
        assertThat(wrap(value)).isEqualTo(Malformation.BAD_ADDRESS);
        assertThat(view.tag()).isEqualTo(Span.NONE);
    }

    @Test
    void findsParametersByNameInAnyCase() {
        assertThat(wrap("<sip:a@b;x=uri>;Expires = 60;q=\"0.5\";flag"))
                .isEqualTo(Malformation.NONE);
        assertThat(text(view.parameter("expires".getBytes(UTF_8)))).isEqualTo("60");
        assertThat(text(view.parameter("q".getBytes(UTF_8)))).isEqualTo("0.5");
        assertThat(view.parameter("flag".getBytes(UTF_8))).isEqualTo(Span.EMPTY);
        assertThat(view.parameter("x".getBytes(UTF_8))).isEqualTo(Span.NONE);
        assertThat(text(view.parameters())).isEqualTo(";Expires = 60;q=\"0.5\";flag");
    }

    @Test
    void holdsNothingBeforeItIsWrapped() {
        assertThat(view.parameter("tag".getBytes(UTF_8))).isEqualTo(Span.NONE);
    }
}
