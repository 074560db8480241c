// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.sip.message.ForwardedResponseWriter;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.MessageEdits;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.transaction.ServerTransaction;
import io.strowger.sip.transaction.TransactionLayer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** The way back to the caller: responses forwarded (RFC 3261 §16.7 steps 3 to 9). */
final class Upstream {
    private final TransactionLayer transactions;
    private final ForwardedResponseWriter forwarder = new ForwardedResponseWriter();
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[SipMessage.MAX_LENGTH]);
    private final UnsafeBuffer merged = new UnsafeBuffer(new byte[SipMessage.MAX_LENGTH]);
    private final SipWriter writer = new SipWriter();
    private final SipWriter mergedWriter = new SipWriter();
    private final MessageEdits edits = new MessageEdits();
    private final SipMessage parsed = new SipMessage();

    Upstream(final TransactionLayer transactions) {
        this.transactions = transactions;
    }

    /**
     * The response without our Via, in scratch memory that the next call overwrites.
     *
     * @param server where it is to go, null when that is over
     */
    SipWriter strip(final @Nullable ServerTransaction server, final SipMessage response) {
        writer.wrap(scratch, 0, SipMessage.MAX_LENGTH);
        forwarder.write(response, server != null && server.flow().isReliable(), writer);
        return writer;
    }

    /** Whether a Via is left below ours: otherwise the response ends here (§16.7 step 3). */
    boolean isForSomebodyElse(final SipMessage response) {
        return forwarder.hasNextVia(response);
    }

    void forward(final ServerTransaction server, final SipMessage response, final long nowNanos) {
        final SipWriter bytes = strip(server, response);
        if (!bytes.overflowed()) {
            transactions.respond(
                    server,
                    response.statusCode(),
                    bytes.buffer(),
                    bytes.offset(),
                    bytes.length(),
                    nowNanos);
        }
    }

    /** The best response, with everybody's challenges if it asks for credentials (step 7). */
    void forward(final ServerTransaction server, final BestResponse best, final long nowNanos) {
        final int status = best.statusCode();
        final boolean merges = (status == 401 || status == 407) && best.hasChallenges();
        if (merges && mergeChallenges(best)) {
            transactions.respond(server, status, merged, 0, mergedWriter.length(), nowNanos);
        } else {
            transactions.respond(server, status, best.buffer(), 0, best.length(), nowNanos);
        }
    }

    private boolean mergeChallenges(final BestResponse best) {
        if (parsed.parse(best.buffer(), 0, best.length()) != Malformation.NONE) {
            return false;
        }
        edits.reset();
        delete(HeaderName.WWW_AUTHENTICATE);
        delete(HeaderName.PROXY_AUTHENTICATE);
        final SipWriter challenges = best.challenges();
        edits.insert(parsed.bodyStart() - 2).put(challenges.buffer(), 0, challenges.length());
        mergedWriter.wrap(merged, 0, SipMessage.MAX_LENGTH);
        edits.apply(parsed.buffer(), parsed.offset(), parsed.bodyEnd(), mergedWriter);
        return !edits.overflowed() && !mergedWriter.overflowed();
    }

    private void delete(final HeaderName name) {
        for (int header = parsed.first(name); header >= 0; header = parsed.next(header)) {
            edits.delete(parsed.lineStart(header), parsed.lineEnd(header));
        }
    }
}
