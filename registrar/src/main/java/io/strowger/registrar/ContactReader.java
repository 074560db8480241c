// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import io.strowger.location.BindingView;
import io.strowger.location.Limits;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.NameAddrView;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipUriView;
import io.strowger.sip.message.Span;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * Reads one Contact value of a REGISTER: URI, q, the expiry that is granted for the one asked for,
 * instance and reg-id. Reusable, one thread.
 */
final class ContactReader {
    static final int GOOD = 0;

    /** RFC 3261 §20.10, §20.19: a malformed expiry counts as this. */
    private static final long MALFORMED_EXPIRES = 3600;

    private static final long MAX_REG_ID = (1L << 31) - 1;
    private static final byte[] Q = ascii("q");
    private static final byte[] EXPIRES = ascii("expires");
    private static final byte[] INSTANCE = ascii("+sip.instance");
    private static final byte[] REG_ID = ascii("reg-id");

    private final RegistrationLimits limits;
    private final NameAddrView address = new NameAddrView();
    private final SipUriView uri = new SipUriView();

    ContactReader(final RegistrationLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads a value.
     *
     * @param outbound whether the request supports outbound, without which reg-id means nothing
     * @param spread by which part of the jitter an expiry is shortened, 0 to 1000
     * @return {@link #GOOD}, 400 or 423
     */
    int read(
            final SipMessage request,
            final long value,
            final boolean outbound,
            final int spread,
            final RequestedContact into) {
        final DirectBuffer buffer = request.buffer();
        if (address.wrap(buffer, value) != Malformation.NONE
                || uri.wrap(buffer, address.uri()) != Malformation.NONE
                || Span.length(address.uri()) > Limits.CONTACT) {
            return 400;
        }
        into.uri = address.uri();
        into.superseded = false;
        into.q = q(buffer, address.parameter(Q));
        into.instance = instance();
        into.regId = regId(request, outbound && into.instance != Span.NONE);
        if (into.q < 0 || into.regId < 0 || Span.length(into.instance) > Limits.INSTANCE) {
            return 400;
        }
        final long asked = asked(request);
        // §10.3 step 7: too brief only when it is below one hour, whatever the minimum.
        if (asked > 0 && asked < limits.minExpiresSeconds() && asked < MALFORMED_EXPIRES) {
            return 423;
        }
        into.expiresSeconds = granted(asked, spread);
        return GOOD;
    }

    private long asked(final SipMessage request) {
        final long parameter = address.parameter(EXPIRES);
        if (parameter != Span.NONE) {
            final long seconds = request.seconds(parameter);
            return seconds < 0 ? MALFORMED_EXPIRES : seconds;
        }
        if (request.first(HeaderName.EXPIRES) < 0) {
            return limits.defaultExpiresSeconds();
        }
        final long seconds = request.expires();
        return seconds < 0 ? MALFORMED_EXPIRES : seconds;
    }

    /** Shortened at most by the jitter, so that phones which came together do not come back so. */
    private int granted(final long asked, final int spread) {
        if (asked == 0) {
            return 0;
        }
        final int most = (int) Math.min(asked, limits.maxExpiresSeconds());
        final long jitter = (long) most * limits.jitterPercent() * spread / 100_000;
        return (int) Math.max(most - jitter, Math.min(limits.minExpiresSeconds(), most));
    }

    private long instance() {
        final long value = address.parameter(INSTANCE);
        return Span.hasText(value) ? value : Span.NONE;
    }

    private long regId(final SipMessage request, final boolean counts) {
        final long value = address.parameter(REG_ID);
        if (!counts || value == Span.NONE) {
            return 0;
        }
        final long number = request.seconds(value);
        return number < 1 || number > MAX_REG_ID ? -1 : number;
    }

    /** qvalue of §25.1 in thousandths; 1.0 when absent, -1 when malformed. */
    private static int q(final DirectBuffer buffer, final long value) {
        if (value == Span.NONE) {
            return BindingView.Q_MAX;
        }
        final int start = Span.start(value);
        final int length = Span.length(value);
        if (length < 1 || length > 5 || (length > 1 && buffer.getByte(start + 1) != '.')) {
            return -1;
        }
        int thousandths = 0;
        int unit = BindingView.Q_MAX;
        for (int i = 0; i < length; i++) {
            final int digit = buffer.getByte(start + i) - '0';
            if (i != 1) {
                if (digit < 0 || digit > 9) {
                    return -1;
                }
                thousandths += digit * unit;
                unit /= 10;
            }
        }
        return thousandths > BindingView.Q_MAX ? -1 : thousandths;
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
