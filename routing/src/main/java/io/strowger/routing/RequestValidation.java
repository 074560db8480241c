// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipUriView;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.ValueCursor;

/**
 * What RFC 3261 §16.3 asks for before a request is worked on, as far as it does not need the location
 * database: URI scheme, Max-Forwards, Proxy-Require. Loops are told by the proxy, from its branch.
 * Reusable, one thread.
 */
public final class RequestValidation {
    /** The request may go on. */
    public static final int VALID = 0;

    private final SipUriView uri = new SipUriView();
    private final ValueCursor tags = new ValueCursor();

    /** {@link #VALID} or the status that refuses it. An ACK that is refused is dropped. */
    public int check(final SipMessage request) {
        if (uri.wrap(request.buffer(), request.requestUri()) != Malformation.NONE) {
            return 400;
        }
        if (uri.scheme() == SipUriView.Scheme.OTHER) {
            return 416;
        }
        // §16.3 step 3: an OPTIONS may be answered where its hops end (§11.1), as by a traceroute.
        if (request.maxForwards() == 0 && request.method() != Method.OPTIONS) {
            return 483;
        }
        return requiresOfProxies(request) ? 420 : VALID;
    }

    /** §8.2.2.3: Proxy-Require has no meaning in ACK and CANCEL. No extension of proxies is known. */
    private static boolean requiresOfProxies(final SipMessage request) {
        return request.first(HeaderName.PROXY_REQUIRE) >= 0
                && request.method() != Method.ACK
                && request.method() != Method.CANCEL;
    }

    /** The Unsupported header that goes with 420: all that was required. */
    public void writeUnsupported(final SipMessage request, final SipWriter target) {
        tags.reset(request, HeaderName.PROXY_REQUIRE);
        boolean first = true;
        while (tags.next()) {
            if (first) {
                target.name(HeaderName.UNSUPPORTED);
            } else {
                target.put(',').put(' ');
            }
            target.put(request.buffer(), tags.span());
            first = false;
        }
        if (!first) {
            target.crlf();
        }
    }
}
