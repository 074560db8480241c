// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import io.strowger.location.AddressOfRecord;
import io.strowger.location.DomainView;
import io.strowger.location.LocationReader;
import io.strowger.location.ServiceOverride;
import io.strowger.location.UserView;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.RequestUriWriter;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipUriView;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Determines where a request goes (RFC 3261 §16.5): for users of served domains by the location
 * database, for others by the Request-URI, if the sender may. Reusable, one thread; allocates nothing
 * once its buffers have grown.
 */
public final class Router {
    private static final byte[] MADDR = "maddr".getBytes(StandardCharsets.US_ASCII);

    private static final int MAX_URI = 4 * 1024;

    private final ServedDomains domains;
    private final ServiceOverride service;
    private final BindingLookup bindings = new BindingLookup();
    private final NumberRouting numbers;
    private final UserView user = new UserView();
    private final DomainView domain = new DomainView();
    private final RequestUriWriter requestUris = new RequestUriWriter();
    private final UnsafeBuffer beyond = new UnsafeBuffer(new byte[MAX_URI]);
    private final SipWriter writer = new SipWriter();

    /**
     * @param service PROXY or REDIRECT, for all that neither user nor domain overrides
     */
    public Router(final ServedDomains domains, final ServiceOverride service) {
        this.domains = domains;
        this.service = service;
        numbers = new NumberRouting(domains);
    }

    /**
     * Decides about a valid request.
     *
     * @param info what {@link RouteInformation#read} found in this request
     * @param targets emptied and filled
     * @param mayCallOut whether the sender may reach what is outside of our domains
     */
    public RouteDecision route(
            final SipMessage request,
            final RouteInformation info,
            final LocationReader reader,
            final TargetSet targets,
            final boolean mayCallOut,
            final long nowMillis) {
        targets.reset();
        final SipUriView uri = info.requestUri();
        final boolean allowed = mayCallOut || info.isInKnownDialog(request);
        if (info.hasNextRoute()) {
            return relay(request, uri, targets, allowed);
        }
        if (uri.scheme() == SipUriView.Scheme.TEL) {
            return takeNumber(request, uri)
                    ? toNumber(request, reader, targets, mayCallOut, nowMillis)
                    : RouteDecision.INCOMPLETE;
        }
        if (!uri.isSipOrSips() || isElsewhere(request, info, reader)) {
            return isByWayOfUs(request.buffer(), uri, reader)
                    ? relayBeyond(request, uri, targets, allowed)
                    : relay(request, uri, targets, allowed);
        }
        if (request.method() == Method.REGISTER || isOptionsToUs(request, uri)) {
            return RouteDecision.FOR_US;
        }
        if (uri.user() == Span.NONE) {
            return RouteDecision.INCOMPLETE; // RFC 3261 §21.4.22: the domain alone is nobody
        }
        return toUser(request, uri, reader, targets, mayCallOut, nowMillis);
    }

    private static boolean isOptionsToUs(final SipMessage request, final SipUriView uri) {
        return request.method() == Method.OPTIONS
                && (uri.user() == Span.NONE || request.maxForwards() == 0);
    }

    /** Whether the Request-URI is none of ours. In a known dialog it is the peer's contact. */
    private boolean isElsewhere(
            final SipMessage request, final RouteInformation info, final LocationReader reader) {
        final DirectBuffer buffer = request.buffer();
        final SipUriView uri = info.requestUri();
        // §16.4, §16.5: an maddr that is not ours makes the Request-URI the only target.
        if (Span.hasText(uri.parameter(MADDR)) && !isByWayOfUs(buffer, uri, reader)) {
            return true;
        }
        if (info.isInKnownDialog(request)) {
            return !domains.isDomainHere(buffer, uri, reader)
                    && !domains.isOwnAddress(buffer, uri.host(), uri.port());
        }
        return !domains.isServed(buffer, uri.host(), uri.port(), reader);
    }

    /** Whether an maddr of ours has led the request here. */
    private boolean isByWayOfUs(
            final DirectBuffer buffer, final SipUriView uri, final LocationReader reader) {
        final long maddr = uri.parameter(MADDR);
        return Span.hasText(maddr)
                && (domains.isOwnAddress(buffer, maddr, uri.port())
                        || domains.isDomain(buffer, maddr, reader));
    }

    /** §16.4: an maddr that has served its purpose goes; left in, it would lead here once more. */
    private RouteDecision relayBeyond(
            final SipMessage request,
            final SipUriView uri,
            final TargetSet targets,
            final boolean allowed) {
        if (!allowed) {
            return RouteDecision.FORBIDDEN;
        }
        writer.wrap(beyond, 0, beyond.capacity());
        requestUris.writeBeyond(request.buffer(), uri, writer);
        return targets.add(writer, TargetSet.Q_MAX)
                ? RouteDecision.FOREIGN
                : RouteDecision.BAD_REQUEST;
    }

    private static RouteDecision relay(
            final SipMessage request,
            final SipUriView uri,
            final TargetSet targets,
            final boolean allowed) {
        if (!allowed) {
            return RouteDecision.FORBIDDEN;
        }
        final long span = uri.span();
        return targets.add(request.buffer(), Span.start(span), Span.length(span), TargetSet.Q_MAX)
                ? RouteDecision.FOREIGN
                : RouteDecision.BAD_REQUEST;
    }

    private RouteDecision toUser(
            final SipMessage request,
            final SipUriView uri,
            final LocationReader reader,
            final TargetSet targets,
            final boolean mayCallOut,
            final long nowMillis) {
        if (!bindings.aorOf(request.buffer(), uri)) {
            return Span.length(uri.user()) + Span.length(uri.host()) >= AddressOfRecord.MAX_LENGTH
                    ? RouteDecision.NOT_FOUND
                    : RouteDecision.BAD_REQUEST;
        }
        final boolean securely = uri.scheme() == SipUriView.Scheme.SIPS;
        final boolean hasBindings = bindings.addTargets(reader, targets, securely, -1, nowMillis);
        if (!hasBindings && reader.lastLookupDamaged()) {
            return RouteDecision.SERVER_ERROR;
        }
        final boolean isUser = reader.user(bindings.aor(), 0, bindings.length(), user);
        if (!isUser && reader.lastLookupDamaged()) {
            return RouteDecision.SERVER_ERROR;
        }
        if (targets.size() > 0) {
            return serve(request, uri, reader, isUser);
        }
        if (hasBindings || isUser) {
            return RouteDecision.UNAVAILABLE;
        }
        return numbers.take(bindings.aor(), 0, bindings.userLength())
                ? toNumber(request, reader, targets, mayCallOut, nowMillis)
                : RouteDecision.NOT_FOUND;
    }

    /** The callee's own choice, then the domain's, then the configured one. */
    private RouteDecision serve(
            final SipMessage request,
            final SipUriView uri,
            final LocationReader reader,
            final boolean isUser) {
        ServiceOverride chosen = isUser ? user.service() : ServiceOverride.NONE;
        if (chosen == ServiceOverride.NONE
                && domains.domain(request.buffer(), uri.host(), reader, domain)) {
            chosen = domain.service();
        }
        if (chosen == ServiceOverride.NONE) {
            chosen = service;
        }
        return chosen == ServiceOverride.REDIRECT ? RouteDecision.REDIRECT : RouteDecision.FORWARD;
    }

    private boolean takeNumber(final SipMessage request, final SipUriView uri) {
        final long number = uri.user();
        return numbers.take(request.buffer(), Span.start(number), Span.length(number));
    }

    private RouteDecision toNumber(
            final SipMessage request,
            final LocationReader reader,
            final TargetSet targets,
            final boolean mayCallOut,
            final long nowMillis) {
        final boolean routed = numbers.addTargets(request, reader, targets, mayCallOut, nowMillis);
        if (!routed) {
            return reader.lastLookupDamaged()
                    ? RouteDecision.SERVER_ERROR
                    : RouteDecision.NOT_FOUND;
        }
        if (targets.size() > 0) {
            return service == ServiceOverride.REDIRECT
                    ? RouteDecision.REDIRECT
                    : RouteDecision.FORWARD;
        }
        return numbers.refusedOutside() ? RouteDecision.FORBIDDEN : RouteDecision.UNAVAILABLE;
    }
}
