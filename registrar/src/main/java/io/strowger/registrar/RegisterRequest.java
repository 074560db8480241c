// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import io.strowger.location.AddressOfRecord;
import io.strowger.location.Limits;
import io.strowger.location.LocationReader;
import io.strowger.routing.ServedDomains;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.NameAddrView;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipUriView;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import io.strowger.sip.message.ValueCursor;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A REGISTER as far as it can be judged without the bindings that exist (RFC 3261 §10.3 steps 2, 5, 6;
 * RFC 3327 §5.3; RFC 5626 §6). Spans are those of the request. Reusable, one thread.
 */
final class RegisterRequest {
    static final int VALID = 0;

    /** Contacts of one request; more are refused before anything is compared. */
    static final int MAX_CONTACTS = Limits.BINDINGS;

    private static final byte[] PATH = ascii("path");
    private static final byte[] OUTBOUND = ascii("outbound");
    private static final byte[] OB = ascii("ob");
    private static final byte[] STAR = ascii("*");

    private final ServedDomains domains;
    private final ContactReader contactReader;
    private final ValueCursor values = new ValueCursor();
    private final NameAddrView address = new NameAddrView();
    private final SipUriView uri = new SipUriView();
    private final UnsafeBuffer aor = new UnsafeBuffer(new byte[AddressOfRecord.MAX_LENGTH]);
    private final UnsafeBuffer path = new UnsafeBuffer(new byte[Limits.PATH]);
    private final SipWriter pathWriter = new SipWriter();
    private final RequestedContact[] contacts = new RequestedContact[MAX_CONTACTS];
    private @Nullable SipMessage message;
    private int aorLength;
    private int count;
    private boolean all;
    private boolean supportsPath;
    private boolean supportsOutbound;
    private boolean outbound;

    RegisterRequest(final ServedDomains domains, final RegistrationLimits limits) {
        this.domains = domains;
        contactReader = new ContactReader(limits);
        for (int i = 0; i < MAX_CONTACTS; i++) {
            contacts[i] = new RequestedContact();
        }
    }

    /** {@link #VALID}, or the status that refuses the request. */
    int read(final SipMessage request, final LocationReader reader) {
        message = request;
        count = 0;
        all = false;
        outbound = false;
        supportsPath = false;
        supportsOutbound = false;
        pathWriter.wrap(path, 0, Limits.PATH);
        if (!readRequire(request)) {
            return 420;
        }
        readSupported(request);
        final int inTo = readTo(request, reader);
        if (inTo != VALID) {
            return inTo;
        }
        if (Span.length(request.callId()) > Limits.CALL_ID) {
            return 400;
        }
        final int inPath = readPath(request);
        return inPath != VALID ? inPath : readContacts(request);
    }

    private boolean readRequire(final SipMessage request) {
        values.reset(request, HeaderName.REQUIRE);
        while (values.next()) {
            if (request.equalsIgnoreCase(values.span(), PATH)) {
                supportsPath = true;
            } else if (request.equalsIgnoreCase(values.span(), OUTBOUND)) {
                supportsOutbound = true;
            } else {
                return false;
            }
        }
        return true;
    }

    private void readSupported(final SipMessage request) {
        values.reset(request, HeaderName.SUPPORTED);
        while (values.next()) {
            supportsPath |= request.equalsIgnoreCase(values.span(), PATH);
            supportsOutbound |= request.equalsIgnoreCase(values.span(), OUTBOUND);
        }
    }

    /** Step 5: the address-of-record has to be one of ours, else 404. */
    private int readTo(final SipMessage request, final LocationReader reader) {
        final DirectBuffer buffer = request.buffer();
        if (address.wrap(buffer, request.valueOf(HeaderName.TO)) != Malformation.NONE
                || uri.wrap(buffer, address.uri()) != Malformation.NONE) {
            return 400;
        }
        if (!uri.isSipOrSips()
                || uri.user() == Span.NONE
                || !domains.isServed(buffer, uri.host(), uri.port(), reader)) {
            return 404;
        }
        aorLength =
                AddressOfRecord.write(
                        buffer,
                        Span.start(uri.user()),
                        Span.length(uri.user()),
                        Span.start(uri.host()),
                        Span.length(uri.host()),
                        aor,
                        0);
        return aorLength < 0 ? 400 : VALID;
    }

    /** RFC 3327 §5.3: a Path that the user agent does not know of is not imposed on it. */
    private int readPath(final SipMessage request) {
        values.reset(request, HeaderName.PATH);
        while (values.next()) {
            if (address.wrap(request.buffer(), values.span()) != Malformation.NONE
                    || uri.wrap(request.buffer(), address.uri()) != Malformation.NONE) {
                return 400;
            }
            if (pathWriter.length() > 0) {
                pathWriter.put(',').put(' ');
            }
            pathWriter.put(request.buffer(), values.span());
        }
        if (pathWriter.overflowed()) {
            return 400;
        }
        return pathWriter.length() > 0 && !supportsPath ? 421 : VALID;
    }

    private int readContacts(final SipMessage request) {
        final int spread = spread(request);
        int flows = 0;
        values.reset(request, HeaderName.CONTACT);
        while (values.next()) {
            if (all || (count > 0 && request.equals(values.span(), STAR))) {
                return 400; // step 6: the asterisk stands alone
            }
            if (request.equals(values.span(), STAR)) {
                all = true;
                continue;
            }
            if (count == MAX_CONTACTS) {
                return 403;
            }
            final RequestedContact contact = contacts[count++];
            final int status =
                    contactReader.read(request, values.span(), supportsOutbound, spread, contact);
            if (status != VALID) {
                return status;
            }
            outbound |= contact.isOutbound();
            flows += contact.isOutbound() && contact.expiresSeconds > 0 ? 1 : 0;
        }
        if (flows > 1) {
            return 400; // RFC 5626 §6: one REGISTER, one flow
        }
        if (all && request.expires() != 0) {
            return 400;
        }
        return outbound && lacksOutboundAtFirstHop(request) ? 439 : VALID;
    }

    /** RFC 5626 §6: a proxy before us has to have marked its Path, the last value, with ob. */
    private boolean lacksOutboundAtFirstHop(final SipMessage request) {
        if (!cameThroughProxies(request)) {
            return false;
        }
        boolean marked = false;
        values.reset(request, HeaderName.PATH);
        while (values.next()) {
            marked =
                    address.wrap(request.buffer(), values.span()) == Malformation.NONE
                            && uri.wrap(request.buffer(), address.uri()) == Malformation.NONE
                            && uri.parameter(OB) != Span.NONE;
        }
        return !marked;
    }

    /** More than one Via: the flow that it came on is not the user agent's. */
    boolean cameThroughProxies(final SipMessage request) {
        values.reset(request, HeaderName.VIA);
        final boolean hasFirst = values.next();
        return hasFirst && values.next();
    }

    /** A number from 0 to 1000 that depends on the request alone, so that each node grants alike. */
    private int spread(final SipMessage request) {
        long hash = request.cseqNumber() * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < aorLength; i++) {
            hash = (hash ^ aor.getByte(i)) * 0x100000001b3L;
        }
        return (int) (((hash ^ hash >>> 32) & Long.MAX_VALUE) % 1001);
    }

    /** The 420's Unsupported: what was required and is not known. */
    void writeUnsupported(final SipMessage request, final SipWriter target) {
        target.name(HeaderName.UNSUPPORTED);
        boolean first = true;
        values.reset(request, HeaderName.REQUIRE);
        while (values.next()) {
            if (!request.equalsIgnoreCase(values.span(), PATH)
                    && !request.equalsIgnoreCase(values.span(), OUTBOUND)) {
                if (!first) {
                    target.put(',').put(' ');
                }
                target.put(request.buffer(), values.span());
                first = false;
            }
        }
        target.crlf();
    }

    SipMessage message() {
        return Objects.requireNonNull(message);
    }

    /** Canonical address-of-record, from 0. */
    DirectBuffer aor() {
        return aor;
    }

    int aorLength() {
        return aorLength;
    }

    /** Asks for the bindings only. */
    boolean isFetch() {
        return count == 0 && !all;
    }

    /** Removes all bindings. */
    boolean removesAll() {
        return all;
    }

    int contactCount() {
        return count;
    }

    RequestedContact contact(final int index) {
        return contacts[index];
    }

    /** Whether a contact is a flow in the sense of RFC 5626. */
    boolean isOutbound() {
        return outbound;
    }

    /** Path values joined by commas, from 0. */
    DirectBuffer path() {
        return path;
    }

    int pathLength() {
        return pathWriter.length();
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
