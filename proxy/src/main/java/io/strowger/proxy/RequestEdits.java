// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.routing.DialogToken;
import io.strowger.routing.RouteInformation;
import io.strowger.routing.TargetSet;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.ForwardedRequestWriter;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.RequestUriWriter;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;

/**
 * The copy of a request for one target with its changes (RFC 3261 §16.6 steps 1 to 8), followed in
 * the same buffer by its branch once more, for who has to find it.
 */
final class RequestEdits {
    private static final byte[] OPEN = {'<'};
    private static final byte[] CLOSE = {'>'};

    private final ForwardedRequestWriter writer = new ForwardedRequestWriter();
    private final RequestUriWriter requestUris = new RequestUriWriter();
    private final DialogToken dialogTokens;

    RequestEdits(final KeyedHash branchKey) {
        dialogTokens = new DialogToken(branchKey.copy());
    }

    /**
     * Writes the copy, with a Content-Length where it goes by a stream (§16.6 step 9).
     *
     * @param from flow that the request came by
     * @param to flow that it goes by
     * @param hop target and branch
     * @return length of the message, 0 when it does not fit
     */
    int write(
            final SipMessage request,
            final Flow from,
            final Flow to,
            final Hop hop,
            final SipWriter target) {
        writer.begin(request, from);
        final SipWriter via = writer.beginVia(request, to.protocol(), to.local().sentBy());
        hop.writeBranch(via);
        writer.endVia(via, to.protocol());
        if (createsDialog(request)) {
            putRecordRoutes(request, from.local(), to.local());
        }
        editRoutes(request, hop.route(), hop.targets(), hop.target());
        if (hop.breadth() > 0) {
            putBreadth(request, hop.breadth());
        }
        if (to.isReliable() && request.first(HeaderName.CONTENT_LENGTH) < 0) {
            writer.insertAtTop(request)
                    .name(HeaderName.CONTENT_LENGTH)
                    .putDecimal(request.bodyLength())
                    .crlf();
        }
        return writer.write(request, target) ? target.length() : 0;
    }

    /** §16.6 step 4: those that set up a dialog, and only outside of one. */
    private static boolean createsDialog(final SipMessage request) {
        if (request.toTag() != Span.NONE) {
            return false;
        }
        final Method method = request.method();
        return method == Method.INVITE || method == Method.SUBSCRIBE || method == Method.REFER;
    }

    /** Two where the legs differ (RFC 5658 §4): each side then names the point that it can reach. */
    private void putRecordRoutes(
            final SipMessage request, final LocalPoint from, final LocalPoint to) {
        final long token = dialogTokens.of(request);
        putRecordRoute(request, to, token);
        if (from.protocol() != to.protocol()
                || !java.util.Arrays.equals(from.sentBy(), to.sentBy())) {
            putRecordRoute(request, from, token);
        }
    }

    private void putRecordRoute(
            final SipMessage request, final LocalPoint point, final long token) {
        final SipWriter line = writer.insertAtTop(request).name(HeaderName.RECORD_ROUTE);
        DialogToken.writeRecordRoute(point, token, line);
        line.crlf();
    }

    private void editRoutes(
            final SipMessage request,
            final RouteInformation route,
            final TargetSet targets,
            final int target) {
        if (route.isRepaired() && !route.hasNextRoute()) {
            deleteAllRoutes(request);
        } else {
            if (route.ownRoutes() > 0) {
                writer.deleteTopRoutes(request, route.ownRoutes());
            }
            if (route.isRepaired()) {
                writer.deleteLastRoute(request);
            }
        }
        if (targets.path(target) != Span.NONE) {
            writer.insertAtTop(request)
                    .name(HeaderName.ROUTE)
                    .put(targets.buffer(), targets.path(target))
                    .crlf();
        }
        putRequestUri(request, route, targets, target);
    }

    /** §16.6 step 6: a strict router gets its own URI as Request-URI and the real one last. */
    private void putRequestUri(
            final SipMessage request,
            final RouteInformation route,
            final TargetSet targets,
            final int target) {
        final SipWriter uri = writer.replaceRequestUri(request);
        if (route.isNextRouteStrict()) {
            uri.put(request.buffer(), route.nextRoute());
            writer.deleteTopRoutes(request, route.ownRoutes() + 1);
            writer.insertAfterHeaders(request)
                    .name(HeaderName.ROUTE)
                    .put(OPEN)
                    .put(targets.buffer(), targets.uri(target))
                    .put(CLOSE)
                    .crlf();
        } else {
            requestUris.write(targets.buffer(), targets.uri(target), uri);
        }
    }

    private void deleteAllRoutes(final SipMessage request) {
        for (int header = request.first(HeaderName.ROUTE);
                header >= 0;
                header = request.next(header)) {
            writer.deleteHeader(request, header);
        }
    }

    private void putBreadth(final SipMessage request, final int breadth) {
        final int header = request.first(HeaderName.MAX_BREADTH);
        if (header >= 0) {
            writer.replaceValue(request, header).putDecimal(breadth);
        } else {
            writer.insertAtTop(request).name(HeaderName.MAX_BREADTH).putDecimal(breadth).crlf();
        }
    }
}
