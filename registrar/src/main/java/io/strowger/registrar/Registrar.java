// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import io.strowger.location.BindingSetView;
import io.strowger.location.Limits;
import io.strowger.location.LocationReader;
import io.strowger.location.RecordChange;
import io.strowger.location.client.UpdateOutcome;
import io.strowger.routing.OwnResponse;
import io.strowger.routing.ReasonPhrase;
import io.strowger.routing.ServedDomains;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.transaction.ServerTransaction;
import io.strowger.sip.transaction.TransactionLayer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The registrar of RFC 3261 §10.3. A REGISTER that changes something is answered when the location
 * server has committed the new binding set, so that a 200 is never taken back; one that asks only is
 * answered from the replica. Authentication comes before.
 *
 * <p>One thread, that of the transaction layer. While a registration is under way it is the context
 * of its transaction.
 */
public final class Registrar {
    /** A set that others keep changing is tried so often. */
    static final int MAX_ATTEMPTS = 5;

    private static final byte[] REQUIRE_PATH =
            "Require: path\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OUT_OF_ORDER =
            "CSeq Out Of Order".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TOO_MANY = "Too Many Contacts".getBytes(StandardCharsets.US_ASCII);

    private final TransactionLayer transactions;
    private final OwnResponse response;
    private final BindingUpdates updates;
    private final RegistrationLimits limits;
    private final RegistrarCounters counters;
    private final RegisterRequest register;
    private final BindingRules rules;
    private final RegistrationAnswer answer;
    private final PendingRegistrations pendings;
    private final SipMessage kept = new SipMessage();
    private final BindingSetView current = new BindingSetView();
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[Limits.VALUE]);

    /**
     * @param response composes the answers; not used by anybody else meanwhile
     */
    public Registrar(
            final TransactionLayer transactions,
            final OwnResponse response,
            final BindingUpdates updates,
            final ServedDomains domains,
            final RegistrationLimits limits,
            final RegistrarCounters counters) {
        this.transactions = transactions;
        this.response = response;
        this.updates = updates;
        this.limits = limits;
        this.counters = counters;
        register = new RegisterRequest(domains, limits);
        rules = new BindingRules(limits);
        answer = new RegistrationAnswer();
        pendings = new PendingRegistrations(limits.maxPending());
    }

    /** Takes a REGISTER for a domain of ours whose sender may speak for the user in To. */
    public void onRegister(
            final ServerTransaction transaction,
            final SipMessage request,
            final LocationReader reader,
            final long nowNanos,
            final long nowMillis) {
        final int status = register.read(request, reader);
        if (status != RegisterRequest.VALID) {
            refuse(transaction, request, status, nowNanos);
            return;
        }
        if (register.isFetch()) {
            fetch(transaction, request, reader, nowNanos, nowMillis);
            return;
        }
        final PendingRegistration pending = pendings.open();
        if (pending == null) {
            refuse(transaction, request, 503, nowNanos);
            return;
        }
        pending.begin(transaction);
        transaction.context(pending);
        attempt(pending, transaction, request, reader, nowNanos, nowMillis);
    }

    private void fetch(
            final ServerTransaction transaction,
            final SipMessage request,
            final LocationReader reader,
            final long nowNanos,
            final long nowMillis) {
        if (!lookUp(reader)) {
            refuse(transaction, request, 500, nowNanos);
            return;
        }
        counters.fetched.incrementRelease();
        accept(transaction, request, false, nowNanos, nowMillis);
    }

    /** Reads the present bindings, perhaps none; false when the record cannot be read. */
    private boolean lookUp(final LocationReader reader) {
        if (reader.bindings(register.aor(), 0, register.aorLength(), current)) {
            return true;
        }
        current.wrap(value, 0, 0, RecordChange.MUST_NOT_EXIST);
        return !reader.lastLookupDamaged();
    }

    /** Applies the request that {@code register} holds to the bindings as they are now. */
    private void attempt(
            final PendingRegistration pending,
            final ServerTransaction transaction,
            final SipMessage request,
            final LocationReader reader,
            final long nowNanos,
            final long nowMillis) {
        if (!lookUp(reader)) {
            end(pending, transaction, request, 500, nowNanos);
            return;
        }
        switch (rules.apply(current, register, transaction.flow(), nowMillis, value)) {
            case CHANGED -> submit(pending, transaction, request, nowNanos, nowMillis);
            case UNCHANGED, REPEATED -> {
                release(pending, transaction);
                counters.accepted.incrementRelease();
                accept(transaction, request, register.isOutbound(), nowNanos, nowMillis);
            }
            case OUT_OF_ORDER -> {
                release(pending, transaction);
                refuse(transaction, request, 500, OUT_OF_ORDER, false, nowNanos);
            }
            case TOO_MANY, TOO_LARGE -> {
                release(pending, transaction);
                refuse(transaction, request, 403, TOO_MANY, false, nowNanos);
            }
        }
    }

    /**
     * The 200 is composed now, while the request lies parsed before us; it waits for the commit. One
     * that would not fit is no reason to change anything.
     */
    private void submit(
            final PendingRegistration pending,
            final ServerTransaction transaction,
            final SipMessage request,
            final long nowNanos,
            final long nowMillis) {
        final long expectedLevel = current.level();
        current.wrap(value, 0, rules.length(), 0);
        if (!compose(transaction, request, register.isOutbound(), nowMillis)) {
            end(pending, transaction, request, 500, nowNanos);
            return;
        }
        final long correlationId =
                updates.submit(
                        register.aor(),
                        0,
                        register.aorLength(),
                        expectedLevel,
                        value,
                        0,
                        rules.length());
        if (correlationId == 0) {
            end(pending, transaction, request, 503, nowNanos);
            return;
        }
        pending.submitted(response.buffer(), response.offset(), response.length());
        pendings.put(correlationId, pending);
        counters.pending.setRelease(pendings.size());
    }

    /**
     * Takes the outcome of a submission. May end the reader's transaction, to see what is there now.
     */
    public void onOutcome(
            final long correlationId,
            final UpdateOutcome outcome,
            final LocationReader reader,
            final long nowNanos,
            final long nowMillis) {
        final PendingRegistration pending = pendings.remove(correlationId);
        if (pending == null) {
            return;
        }
        final ServerTransaction transaction = pending.transaction();
        if (transaction == null) {
            close(pending);
            return;
        }
        if (outcome == UpdateOutcome.COMMITTED || outcome == UpdateOutcome.UNCHANGED) {
            onCommitted(pending, transaction, nowNanos);
        } else if (transaction.request(kept)) {
            onFailure(pending, transaction, outcome, reader, nowNanos, nowMillis);
        } else {
            release(pending, transaction);
            transactions.abandon(transaction, nowNanos);
        }
    }

    private void onCommitted(
            final PendingRegistration pending,
            final ServerTransaction transaction,
            final long nowNanos) {
        counters.accepted.incrementRelease();
        transaction.context(null);
        transactions.respond(
                transaction, 200, pending.answer(), 0, pending.answerLength(), nowNanos);
        close(pending);
    }

    /** The set was not stored; {@code kept} is the request. */
    private void onFailure(
            final PendingRegistration pending,
            final ServerTransaction transaction,
            final UpdateOutcome outcome,
            final LocationReader reader,
            final long nowNanos,
            final long nowMillis) {
        switch (outcome) {
            case CONFLICT -> {
                counters.conflicts.incrementRelease();
                retry(pending, transaction, reader, nowNanos, nowMillis);
            }
            case UNAVAILABLE -> end(pending, transaction, kept, 503, nowNanos);
            // Not 503: a client that takes it seriously would send no calls either (§21.5.4).
            default -> end(pending, transaction, kept, 500, nowNanos);
        }
    }

    /** Somebody else changed the record since it was read. */
    private void retry(
            final PendingRegistration pending,
            final ServerTransaction transaction,
            final LocationReader reader,
            final long nowNanos,
            final long nowMillis) {
        reader.release();
        if (pending.attempts() >= MAX_ATTEMPTS
                || register.read(kept, reader) != RegisterRequest.VALID) {
            end(pending, transaction, kept, 503, nowNanos);
            return;
        }
        attempt(pending, transaction, kept, reader, nowNanos, nowMillis);
    }

    /** To be told when a transaction has ended whose context is a registration under way. */
    public void onTerminated(final ServerTransaction transaction) {
        if (transaction.context() instanceof PendingRegistration pending) {
            pending.forgetTransaction();
        }
    }

    private void release(final PendingRegistration pending, final ServerTransaction transaction) {
        transaction.context(null);
        close(pending);
    }

    private void close(final PendingRegistration pending) {
        pendings.close(pending);
        counters.pending.setRelease(pendings.size());
    }

    private void end(
            final PendingRegistration pending,
            final ServerTransaction transaction,
            final SipMessage request,
            final int status,
            final long nowNanos) {
        release(pending, transaction);
        refuse(transaction, request, status, nowNanos);
    }

    /** 200 with the bindings in {@code current}. */
    private void accept(
            final ServerTransaction transaction,
            final SipMessage request,
            final boolean outbound,
            final long nowNanos,
            final long nowMillis) {
        if (compose(transaction, request, outbound, nowMillis)) {
            send(transaction, nowNanos);
        } else {
            refuse(transaction, request, 500, nowNanos);
        }
    }

    /** Composes that 200; false when it does not fit into a message. */
    private boolean compose(
            final ServerTransaction transaction,
            final SipMessage request,
            final boolean outbound,
            final long nowMillis) {
        final SipWriter target = response.begin(request, transaction.flow(), 200);
        answer.write(request, current, outbound, nowMillis, target);
        return response.end();
    }

    private void refuse(
            final ServerTransaction transaction,
            final SipMessage request,
            final int status,
            final long nowNanos) {
        refuse(transaction, request, status, ReasonPhrase.of(status), status >= 500, nowNanos);
    }

    /**
     * Answers with a failure.
     *
     * @param ourFault whether the same request may succeed later
     */
    private void refuse(
            final ServerTransaction transaction,
            final SipMessage request,
            final int status,
            final byte[] reason,
            final boolean ourFault,
            final long nowNanos) {
        final SipWriter target = response.begin(request, transaction.flow(), status, reason);
        switch (status) {
            case 420 -> register.writeUnsupported(request, target);
            case 421 -> target.put(REQUIRE_PATH);
            case 423 ->
                    target.name(HeaderName.MIN_EXPIRES)
                            .putDecimal(limits.minExpiresSeconds())
                            .crlf();
            default -> {
                if (ourFault) {
                    target.name(HeaderName.RETRY_AFTER)
                            .putDecimal(limits.retryAfterSeconds())
                            .crlf();
                }
            }
        }
        (ourFault ? counters.unavailable : counters.refused).incrementRelease();
        if (response.end()) {
            send(transaction, nowNanos);
        } else {
            transactions.abandon(transaction, nowNanos);
        }
    }

    private void send(final ServerTransaction transaction, final long nowNanos) {
        transactions.respond(
                transaction,
                response.statusCode(),
                response.buffer(),
                response.offset(),
                response.length(),
                nowNanos);
    }
}
