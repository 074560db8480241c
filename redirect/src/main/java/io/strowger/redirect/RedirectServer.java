// SPDX-License-Identifier: Apache-2.0
package io.strowger.redirect;

import io.strowger.routing.OwnResponse;
import io.strowger.routing.TargetSet;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipUriEquality;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import io.strowger.sip.transaction.ServerTransaction;
import io.strowger.sip.transaction.TransactionLayer;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * Redirect server of RFC 3261 §8.3: answers with 302 and the contacts in q order, and sends no request
 * of its own. The ACK ends in the transaction layer.
 *
 * <p>A contact that can only be reached through us, by its Path (RFC 3327), its flow (RFC 5626) or the
 * address it came from (NAT), is left out: who is sent there cannot arrive. So is the very URI that was
 * asked for, which would lead back here. When nothing else is left the answer is 480, or 404 for a
 * user whose contact is himself.
 */
public final class RedirectServer {
    private static final int MOVED_TEMPORARILY = 302;
    private static final int NOT_FOUND = 404;
    private static final int TEMPORARILY_UNAVAILABLE = 480;
    private static final byte[] Q = ">;q=".getBytes(StandardCharsets.US_ASCII);

    private final TransactionLayer transactions;
    private final OwnResponse response;
    private final SipUriEquality uris = new SipUriEquality();
    private final boolean[] given = new boolean[TargetSet.MAX_TARGETS];

    /**
     * @param response composes the answers; not used by anybody else meanwhile
     */
    public RedirectServer(final TransactionLayer transactions, final OwnResponse response) {
        this.transactions = transactions;
        this.response = response;
    }

    /** Answers a request that the router decided to redirect. */
    public void redirect(
            final ServerTransaction transaction,
            final SipMessage request,
            final TargetSet targets,
            final long nowNanos) {
        final int status = choose(request, targets);
        final SipWriter headers = response.begin(request, transaction.flow(), status);
        if (status == MOVED_TEMPORARILY) {
            putContacts(targets, headers);
        }
        if (response.end()) {
            transactions.respond(
                    transaction,
                    status,
                    response.buffer(),
                    response.offset(),
                    response.length(),
                    nowNanos);
        }
    }

    /** Marks the contacts that can be given, and gives the status that follows. */
    private int choose(final SipMessage request, final TargetSet targets) {
        boolean leadsBack = false;
        boolean leadsOn = false;
        for (int target = 0; target < targets.size(); target++) {
            final boolean reachable = isReachableByOthers(targets, target);
            final boolean self =
                    uris.areEqual(
                            request.buffer(),
                            request.requestUri(),
                            targets.buffer(),
                            targets.uri(target));
            given[target] = reachable && !self;
            leadsOn |= given[target];
            leadsBack |= self;
        }
        if (leadsOn) {
            return MOVED_TEMPORARILY;
        }
        return leadsBack ? NOT_FOUND : TEMPORARILY_UNAVAILABLE;
    }

    private static boolean isReachableByOthers(final TargetSet targets, final int target) {
        return targets.path(target) == Span.NONE
                && targets.received(target) == Span.NONE
                && !targets.isFlowOnly(target);
    }

    private void putContacts(final TargetSet targets, final SipWriter headers) {
        for (int target = 0; target < targets.size(); target++) {
            if (given[target]) {
                headers.name(HeaderName.CONTACT).put('<');
                putUri(targets, target, headers);
                headers.put(Q);
                putQ(targets.q(target), headers);
                headers.crlf();
            }
        }
    }

    private static void putUri(final TargetSet targets, final int target, final SipWriter headers) {
        final DirectBuffer buffer = targets.buffer();
        headers.put(buffer, targets.uri(target));
    }

    /** Thousandths as the qvalue of §25.1: one digit before the point, up to three after it. */
    private static void putQ(final int thousandths, final SipWriter headers) {
        headers.putDecimal(thousandths / 1000).put('.');
        headers.putDecimal(thousandths / 100 % 10);
        headers.putDecimal(thousandths / 10 % 10);
        headers.putDecimal(thousandths % 10);
    }
}
