// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarSyntaxTest {
    @ParameterizedTest
    @CsvSource({
        "300us,300,300us",
        "1500us,1500,1500us",
        "2000us,2000,2ms",
        "500ms,500000,500ms",
        "1000ms,1000000,1s",
        "90s,90000000,90s",
        "120s,120000000,2m",
        "60m,3600000000,1h",
        "48h,172800000000,2d",
        "0us,0,0s"
    })
    void durationsAreReadAndWrittenInTheirShortestForm(String text, long micros, String shortest) {
        Duration written = Duration.of(micros, ChronoUnit.MICROS);
        assertThat(DurationSyntax.parse(text)).isEqualTo(written);
        assertThat(DurationSyntax.format(written)).isEqualTo(shortest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-5s", "5 s", "5S", "1.5s", "1h30m", "9999999999999s"})
    void otherDurationsAreRefused(String text) {
        assertThat(DurationSyntax.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0B,0,0B",
        "1024B,1024,1KiB",
        "1536B,1536,1536B",
        "64MiB,67108864,64MiB",
        "2048GiB,2199023255552,2TiB"
    })
    void sizesAreReadAndWrittenInTheirShortestForm(String text, long bytes, String shortest) {
        ScalarSyntax<?> syntax = RecordShape.syntax(ByteSize.class);
        assertThat((Object) syntax.reader().apply(text).value()).isEqualTo(new ByteSize(bytes));
        assertThat(syntax.write(new ByteSize(bytes))).isEqualTo(shortest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5KB", "-1B", "999999999999TiB"})
    void otherSizesAreRefused(String text) {
        assertThat((Object) RecordShape.syntax(ByteSize.class).reader().apply(text).value())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:0,127.0.0.1:0",
        "localhost:8080,127.0.0.1:8080",
        "[::1]:65535,[::1]:65535",
        "[2001:db8:0:0:0:0:0:7]:5060,[2001:db8::7]:5060"
    })
    void endpointsAreAddressesAndPorts(String text, String written) {
        assertThat(EndpointSyntax.parse(text)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1",
                "127.0.0.1:",
                "127.0.0.1:65536",
                "256.1.1.1:1",
                "::1:80",
                "[::1:80",
                "[127.0.0.1]:x",
                "example.org:80",
                "1.2.3.4:-1"
            })
    void otherEndpointsAreRefused(String text) {
        assertThat(EndpointSyntax.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"servce,service", "lissten,listen", "max-contact,max-contacts"})
    void theNearestNameIsFound(String written, String meant) {
        assertThat(
                        NearestName.of(written, RecordShape.keys(SipConfig.class)) == null
                                ? NearestName.of(
                                        written, RecordShape.keys(RegistrationConfig.class))
                                : NearestName.of(written, RecordShape.keys(SipConfig.class)))
                .isEqualTo(meant);
    }
}
