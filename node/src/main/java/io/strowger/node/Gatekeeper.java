// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.authentication.Authenticator;
import io.strowger.location.LocationReader;
import io.strowger.routing.OwnResponse;
import io.strowger.routing.RouteInformation;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.transaction.ServerTransaction;
import io.strowger.sip.transaction.TransactionLayer;
import org.jspecify.annotations.Nullable;

/** Lets requests in whose sender is who he says, and answers the others (RFC 3261 §22). */
final class Gatekeeper {
    private final Authenticator authenticator;
    private final LocationReader reader;
    private final OwnResponse response;
    private final NodeClock clock;
    private @Nullable TransactionLayer transactions;

    Gatekeeper(
            final Authenticator authenticator,
            final LocationReader reader,
            final OwnResponse response,
            final NodeClock clock) {
        this.authenticator = authenticator;
        this.reader = reader;
        this.response = response;
        this.clock = clock;
    }

    void join(final TransactionLayer layer) {
        transactions = layer;
    }

    /** Whether the request may go on; if not, it has its answer. */
    boolean admits(
            final ServerTransaction transaction,
            final SipMessage request,
            final RouteInformation route,
            final long nowNanos) {
        final Flow flow = transaction.flow();
        final int status =
                authenticator.check(
                        request, flow, route.isInKnownDialog(request), reader, clock.nowMillis());
        if (status == Authenticator.PASSED) {
            return true;
        }
        final SipWriter headers = response.begin(request, flow, status);
        authenticator.writeChallenge(headers, clock.nowMillis());
        if (response.end() && transactions != null) {
            transactions.respond(
                    transaction,
                    status,
                    response.buffer(),
                    response.offset(),
                    response.length(),
                    nowNanos);
        }
        return false;
    }

    /** Whether a request that cannot be answered with a challenge may go on: ACK and CANCEL. */
    boolean letsPass(final SipMessage request, final Flow flow, final RouteInformation route) {
        return authenticator.check(
                        request, flow, route.isInKnownDialog(request), reader, clock.nowMillis())
                == Authenticator.PASSED;
    }

    /** Whether the sender of the request admitted last may reach what is outside of our domains. */
    boolean mayCallOut() {
        return authenticator.mayCallOut();
    }

    /** Whether the request admitted last came with good credentials. */
    boolean isAuthenticated() {
        return authenticator.isAuthenticated();
    }
}
