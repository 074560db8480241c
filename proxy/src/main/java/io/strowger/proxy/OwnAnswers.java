// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.routing.OwnResponse;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.transaction.ServerTransaction;
import io.strowger.sip.transaction.TransactionLayer;

/** Final responses that the proxy gives itself because no branch could. */
final class OwnAnswers {
    private final TransactionLayer transactions;
    private final ProxyCounters counters;
    private final OwnResponse response;

    OwnAnswers(final ProxyParts parts) {
        transactions = parts.transactions();
        counters = parts.counters();
        response = new OwnResponse(parts.branchKey().copy());
    }

    void answer(
            final ServerTransaction server,
            final SipMessage request,
            final int statusCode,
            final long nowNanos) {
        response.begin(request, server.flow(), statusCode);
        if (response.end()) {
            counters.answered.incrementRelease();
            transactions.respond(
                    server,
                    statusCode,
                    response.buffer(),
                    response.offset(),
                    response.length(),
                    nowNanos);
        }
    }
}
