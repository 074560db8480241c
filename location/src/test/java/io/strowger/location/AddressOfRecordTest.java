// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3261 §10.3 step 5 and §19.1.4: what makes two addresses-of-record the same key. */
final class AddressOfRecordTest {
    private static String parse(final String text) {
        final byte[] parsed = AddressOfRecord.parse(text);
        return parsed == null ? "none" : new String(parsed, StandardCharsets.UTF_8);
    }

    private static String write(final String user, final String host) {
        final UnsafeBuffer received =
                new UnsafeBuffer((user + host).getBytes(StandardCharsets.UTF_8));
        final UnsafeBuffer into = new UnsafeBuffer(new byte[AddressOfRecord.MAX_LENGTH + 8]);
        final int length =
                AddressOfRecord.write(
                        received, 0, user.length(), user.length(), host.length(), into, 3);
        return length < 0 ? "none" : into.getStringWithoutLengthAscii(3, length);
    }

    @ParameterizedTest
    @CsvSource({
        "sip:alice@Example.org, alice@example.org",
        "SIPS:alice@EXAMPLE.ORG., alice@example.org",
        "alice@example.org, alice@example.org",
        "Alice@example.org, Alice@example.org",
        "sip:%61lice@example.org, alice@example.org",
        "sip:a%40b@example.org, a@b@example.org",
        "sip:alice:secret@example.org:5070;transport=tcp?subject=x, alice@example.org",
        "<sip:alice@example.org>, alice@example.org",
        "example.org, example.org",
        "sip:Example.org:5060, example.org",
        "sip:+49-30-123@example.org, +49-30-123@example.org",
        "sip:alice@[2001:DB8::1]:5060, alice@[2001:db8::1]",
        "alice@192.0.2.1, alice@192.0.2.1"
    })
    void whatAnOperatorWritesHasOneCanonicalForm(final String text, final String expected) {
        assertThat(parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sip:",
                "@example.org",
                ":pw@example.org",
                "alice@",
                "alice@exa mple.org",
                "alice@[::1",
                "alice%4@example.org",
                "alice%zz@example.org",
                "alice@."
            })
    void whatIsNoAddressIsAValueNotAnException(final String text) {
        assertThat(AddressOfRecord.parse(text)).isNull();
    }

    @Test
    void anEscapedZeroIsAUserLikeAnyOther() {
        assertThat(write("null-%00-null", "example.com")).isEqualTo("null-\0-null@example.com");
    }

    @Test
    void anEscapeMustBeWhole() {
        assertThat(write("alice%6", "1example.org")).isEqualTo("none");
        assertThat(write("alice%61", "example.org")).isEqualTo("alicea@example.org");
    }

    @Test
    void theCanonicalFormHasALimit() {
        final String host = "h".repeat(100);
        assertThat(write("u".repeat(155), host)).hasSize(256);
        assertThat(write("u".repeat(156), host)).isEqualTo("none");
        assertThat(write("u".repeat(256), host)).isEqualTo("none");
        assertThat(write("", "h".repeat(256))).hasSize(256);
        assertThat(write("", "h".repeat(257))).isEqualTo("none");
    }
}
