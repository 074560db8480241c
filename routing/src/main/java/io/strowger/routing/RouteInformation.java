// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import io.strowger.location.LocationReader;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.NameAddrView;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipUriView;
import io.strowger.sip.message.Span;
import io.strowger.sip.message.ValueCursor;
import java.nio.charset.StandardCharsets;

/**
 * What RFC 3261 §16.4 finds out before a request is routed: the effective Request-URI after the
 * repair of strict routing, how many Route values on top are our own, which one comes next. Changes
 * nothing in the message; the spans are those of its buffer. Reusable, one thread.
 */
public final class RouteInformation {
    /** Most Route values that are looked at; more is a defect. */
    public static final int MAX_ROUTES = 64;

    /** Two when the transport changed between the legs, and a Record-Route was put for each. */
    private static final int MAX_OWN_ROUTES = 2;

    private static final byte[] LR = "lr".getBytes(StandardCharsets.US_ASCII);

    private final ServedDomains domains;
    private final DialogToken dialogToken;
    private final ValueCursor routes = new ValueCursor();
    private final NameAddrView address = new NameAddrView();
    private final SipUriView requestUri = new SipUriView();
    private final SipUriView routeUri = new SipUriView();
    private boolean repaired;
    private boolean token;
    private boolean nextStrict;
    private int ownRoutes;
    private long nextRoute;
    private int count;
    private int nextIndex;
    private long lastUri;

    public RouteInformation(final ServedDomains domains, final DialogToken dialogToken) {
        this.domains = domains;
        this.dialogToken = dialogToken;
    }

    /** Looks at a request; NONE, or what keeps it from being routed (answer 400). */
    public Malformation read(final SipMessage request, final LocationReader reader) {
        repaired = false;
        token = false;
        nextStrict = false;
        ownRoutes = 0;
        nextRoute = Span.NONE;
        nextIndex = -1;
        count = 0;
        lastUri = Span.NONE;
        final Malformation inUri = requestUri.wrap(request.buffer(), request.requestUri());
        if (inUri != Malformation.NONE) {
            return Malformation.BAD_REQUEST_URI;
        }
        if (request.first(HeaderName.ROUTE) < 0) {
            return Malformation.NONE;
        }
        final Malformation inRoutes = readRoutes(request, reader);
        return inRoutes != Malformation.NONE ? inRoutes : repairStrictRouting(request, reader);
    }

    private Malformation readRoutes(final SipMessage request, final LocationReader reader) {
        routes.reset(request, HeaderName.ROUTE);
        while (routes.next()) {
            if (count == MAX_ROUTES
                    || address.wrap(request.buffer(), routes.span()) != Malformation.NONE
                    || routeUri.wrap(request.buffer(), address.uri()) != Malformation.NONE) {
                return Malformation.BAD_ADDRESS;
            }
            lastUri = address.uri();
            if (nextIndex < 0) {
                readLeading(request, reader);
            }
            count++;
        }
        return Malformation.NONE;
    }

    private void readLeading(final SipMessage request, final LocationReader reader) {
        final boolean hasToken = hasToken(request, routeUri);
        if (ownRoutes < MAX_OWN_ROUTES
                && (hasToken || domains.isThisRouter(request.buffer(), routeUri, reader))) {
            ownRoutes++;
            token |= hasToken;
        } else {
            nextIndex = count;
            nextRoute = lastUri;
            nextStrict = routeUri.parameter(LR) == Span.NONE;
        }
    }

    /**
     * §16.4 first paragraph: a strict router has put the value of our Record-Route into the
     * Request-URI and the real one at the end of Route.
     */
    private Malformation repairStrictRouting(
            final SipMessage request, final LocationReader reader) {
        if (count == 0 || !isOurRecordRoute(request, reader)) {
            return Malformation.NONE;
        }
        token |= hasToken(request, requestUri);
        if (requestUri.wrap(request.buffer(), lastUri) != Malformation.NONE) {
            return Malformation.BAD_ADDRESS;
        }
        repaired = true;
        if (nextIndex < 0) {
            ownRoutes--; // all of Route was ours, and its last value is the Request-URI now
        } else if (nextIndex == count - 1) {
            nextRoute = Span.NONE;
        }
        return Malformation.NONE;
    }

    private boolean isOurRecordRoute(final SipMessage request, final LocationReader reader) {
        return requestUri.isSipOrSips()
                && requestUri.user() == Span.NONE
                && requestUri.parameter(LR) != Span.NONE
                && (hasToken(request, requestUri)
                        || domains.isThisRouter(request.buffer(), requestUri, reader));
    }

    private boolean hasToken(final SipMessage request, final SipUriView uri) {
        return uri.isSipOrSips()
                && dialogToken.matches(request, uri.parameter(DialogToken.parameterName()));
    }

    /** The effective Request-URI, parsed. Valid until the next read. */
    public SipUriView requestUri() {
        return requestUri;
    }

    /**
     * Whether {@link #requestUri} is the last Route value: it has to replace the Request-URI, and the
     * last Route value has to go.
     */
    public boolean isRepaired() {
        return repaired;
    }

    /** Route values on top that are our own and have to go, 0 to 2. */
    public int ownRoutes() {
        return ownRoutes;
    }

    /** URI of the Route value that comes after our own; NONE when there is none. */
    public long nextRoute() {
        return nextRoute;
    }

    public boolean hasNextRoute() {
        return nextRoute != Span.NONE;
    }

    /** Whether {@link #nextRoute} is a strict router, one without lr (§16.6 step 6). */
    public boolean isNextRouteStrict() {
        return nextStrict && nextRoute != Span.NONE;
    }

    /** Whether our Record-Route was there with the token of this dialog. */
    public boolean hasToken() {
        return token;
    }

    /** A request within a dialog that was set up through this router. */
    public boolean isInKnownDialog(final SipMessage request) {
        return token && request.toTag() != Span.NONE;
    }
}
