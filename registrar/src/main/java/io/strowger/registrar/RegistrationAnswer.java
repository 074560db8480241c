// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import io.strowger.location.BindingSetView;
import io.strowger.location.BindingView;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What a 200 to a REGISTER says (RFC 3261 §10.3 step 8): all bindings with the time they have left,
 * the Path (RFC 3327 §5.3), and that outbound was used (RFC 5626 §6). Reusable, one thread.
 */
final class RegistrationAnswer {
    private static final DateTimeFormatter RFC_1123 =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
    private static final byte[] Q = ascii(";q=0.");
    private static final byte[] EXPIRES = ascii(";expires=");
    private static final byte[] INSTANCE = ascii(";+sip.instance=\"");
    private static final byte[] REG_ID = ascii(";reg-id=");
    private static final byte[] SUPPORTED = ascii("Supported: path, outbound\r\n");

    /** RFC 5626 §4.4.1: a flow without a sign of life for two minutes may be taken for dead. */
    private static final byte[] REQUIRE_OUTBOUND =
            ascii("Require: outbound\r\nFlow-Timer: 120\r\n");

    private final BindingView binding = new BindingView();
    private byte[] date = ascii("");
    private long dateSecond = -1;

    void write(
            final SipMessage request,
            final BindingSetView bindings,
            final boolean outbound,
            final long nowMillis,
            final SipWriter target) {
        for (int i = 0; i < bindings.count(); i++) {
            bindings.binding(i, binding);
            if (binding.expiresAtMillis() > nowMillis) {
                writeContact(nowMillis, target);
            }
        }
        for (int header = request.first(HeaderName.PATH);
                header >= 0;
                header = request.next(header)) {
            final int start = request.lineStart(header);
            target.put(request.buffer(), start, request.lineEnd(header) - start);
        }
        if (outbound) {
            target.put(REQUIRE_OUTBOUND);
        }
        target.put(SUPPORTED).name(HeaderName.DATE).put(date(nowMillis)).crlf();
    }

    private void writeContact(final long nowMillis, final SipWriter target) {
        target.name(HeaderName.CONTACT).put('<');
        target.put(binding.buffer(), binding.contactOffset(), binding.contactLength()).put('>');
        final int q = binding.q();
        if (q < BindingView.Q_MAX) {
            target.put(Q).put((char) ('0' + q / 100));
            if (q % 100 != 0) {
                target.put((char) ('0' + q / 10 % 10)).put((char) ('0' + q % 10));
            }
        }
        // Rounded up: what was granted is told unshortened.
        target.put(EXPIRES).putDecimal((binding.expiresAtMillis() - nowMillis + 999) / 1000);
        if (binding.instanceLength() > 0) {
            target.put(INSTANCE)
                    .put(binding.buffer(), binding.instanceOffset(), binding.instanceLength())
                    .put('"');
        }
        if (binding.regId() > 0) {
            target.put(REG_ID).putDecimal(binding.regId());
        }
        target.crlf();
    }

    /** Made once a second. */
    private byte[] date(final long nowMillis) {
        final long second = Math.floorDiv(nowMillis, 1000L);
        if (second != dateSecond) {
            dateSecond = second;
            date = ascii(LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC).format(RFC_1123));
        }
        return date;
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
