// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import io.strowger.location.Binding;
import io.strowger.location.BindingSetEncoder;
import io.strowger.location.BindingSetView;
import io.strowger.location.BindingView;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipUriEquality;
import io.strowger.sip.message.Span;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * RFC 3261 §10.3 steps 6 and 7: what a REGISTER makes of the bindings that exist. A function of both
 * and of the time; all or nothing. Reusable, one thread.
 *
 * <p>A contact names an existing binding by instance-id and reg-id when it is a flow (RFC 5626 §6); by
 * instance-id when it has one without reg-id, so that a phone that comes back with another address
 * leaves no ghost; else by URI.
 */
final class BindingRules {
    /** What came out. */
    enum Verdict {
        /** The new set is to be stored. */
        CHANGED,
        /** There is nothing to store: the bindings are as they were. */
        UNCHANGED,
        /** The very request that made a binding came once more: to be answered as the first time. */
        REPEATED,
        /** Step 7: the order of the client's own requests would be turned around. */
        OUT_OF_ORDER,
        /** More bindings than one address-of-record may have. */
        TOO_MANY,
        /** More bytes than one record may have. */
        TOO_LARGE
    }

    /**
     * For so long a request of equal CSeq is a repetition: 64*T1, as a client repeats it, perhaps to
     * a node that knows nothing of the transaction in which it was answered.
     */
    static final long REPETITION_MILLIS = 32_000;

    private static final int NONE = -1;

    private final RegistrationLimits limits;
    private final SipUriEquality uris = new SipUriEquality();
    private final BindingSetEncoder encoder = new BindingSetEncoder();
    private final BindingView existing = new BindingView();
    private final Binding binding = new Binding();
    private final FlowRecord flowRecord = new FlowRecord();
    private final boolean[] used = new boolean[RegisterRequest.MAX_CONTACTS];
    private boolean changed;
    private boolean repeated;
    private int length;

    BindingRules(final RegistrationLimits limits) {
        this.limits = limits;
    }

    /**
     * Applies a request to the bindings of its address-of-record.
     *
     * @param current empty when there are none; those that have expired count as gone
     * @param into gets the new set, {@link #length} bytes from 0; room for one record
     */
    Verdict apply(
            final BindingSetView current,
            final RegisterRequest register,
            final Flow flow,
            final long nowMillis,
            final MutableDirectBuffer into) {
        final SipMessage request = register.message();
        changed = false;
        repeated = false;
        length = 0;
        encoder.wrap(into, 0);
        markSuperseded(register);
        flowRecord.take(
                request, flow, register.pathLength() == 0 && !register.cameThroughProxies(request));
        final Verdict inExisting = carryOver(current, register, nowMillis);
        if (inExisting != Verdict.CHANGED) {
            return inExisting;
        }
        final int carried = encoder.count();
        for (int i = 0; i < register.contactCount(); i++) {
            final RequestedContact contact = register.contact(i);
            if (!used[i] && !contact.superseded && contact.expiresSeconds > 0) {
                changed = true;
                if (!add(register, contact, nowMillis)) {
                    return Verdict.TOO_LARGE;
                }
            }
        }
        if (encoder.count() > carried && encoder.count() > limits.maxContacts()) {
            return Verdict.TOO_MANY;
        }
        length = encoder.length();
        return repeated ? Verdict.REPEATED : changed ? Verdict.CHANGED : Verdict.UNCHANGED;
    }

    /** Existing bindings into the new set, each as it was or as the request wants it. */
    private Verdict carryOver(
            final BindingSetView current, final RegisterRequest register, final long nowMillis) {
        for (int i = 0; i < current.count(); i++) {
            current.binding(i, existing);
            if (existing.expiresAtMillis() <= nowMillis) {
                continue;
            }
            final int named = namedBy(register);
            if (named == NONE && !register.removesAll()) {
                if (!encoder.add(existing)) {
                    return Verdict.TOO_LARGE;
                }
                continue;
            }
            final boolean removal =
                    register.removesAll() || register.contact(named).expiresSeconds == 0;
            if (!isInOrder(register.message(), removal, nowMillis)) {
                return Verdict.OUT_OF_ORDER;
            }
            changed = true;
            if (!removal && !used[named] && !add(register, register.contact(named), nowMillis)) {
                return Verdict.TOO_LARGE;
            }
            if (named != NONE) {
                used[named] = true;
            }
        }
        return Verdict.CHANGED;
    }

    /** Step 7: same Call-ID needs a higher CSeq; what is equal may be the same request again. */
    private boolean isInOrder(
            final SipMessage request, final boolean removal, final long nowMillis) {
        final long callId = request.callId();
        if (!isSame(request.buffer(), callId, existing.callIdOffset(), existing.callIdLength())) {
            return true;
        }
        if (request.cseqNumber() != existing.cseq()) {
            return request.cseqNumber() > existing.cseq();
        }
        repeated = true;
        return !removal && nowMillis - existing.registeredAtMillis() < REPETITION_MILLIS;
    }

    private int namedBy(final RegisterRequest register) {
        for (int i = 0; i < register.contactCount(); i++) {
            final RequestedContact contact = register.contact(i);
            if (!contact.superseded && names(register.message(), contact)) {
                return i;
            }
        }
        return NONE;
    }

    private boolean names(final SipMessage request, final RequestedContact contact) {
        final boolean sameInstance =
                contact.instance != Span.NONE
                        && isSame(
                                request.buffer(),
                                contact.instance,
                                existing.instanceOffset(),
                                existing.instanceLength());
        if (contact.isOutbound()) {
            return sameInstance && contact.regId == existing.regId();
        }
        if (existing.regId() > 0) {
            return false;
        }
        final int start = existing.contactOffset();
        return sameInstance
                || uris.areEqual(
                        request.buffer(),
                        contact.uri,
                        existing.buffer(),
                        Span.of(start, start + existing.contactLength()));
    }

    private boolean isSame(
            final DirectBuffer buffer, final long span, final int offset, final int size) {
        if (Span.length(span) != size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (buffer.getByte(Span.start(span) + i) != existing.buffer().getByte(offset + i)) {
                return false;
            }
        }
        return true;
    }

    /** Of two values that name the same binding the later one counts. */
    private void markSuperseded(final RegisterRequest register) {
        final DirectBuffer buffer = register.message().buffer();
        for (int i = 0; i < register.contactCount(); i++) {
            used[i] = false;
            final RequestedContact earlier = register.contact(i);
            for (int j = i + 1; j < register.contactCount() && !earlier.superseded; j++) {
                final RequestedContact later = register.contact(j);
                earlier.superseded =
                        earlier.regId == later.regId
                                && uris.areEqual(buffer, earlier.uri, buffer, later.uri);
            }
        }
    }

    private boolean add(
            final RegisterRequest register, final RequestedContact contact, final long nowMillis) {
        final SipMessage request = register.message();
        final DirectBuffer buffer = request.buffer();
        final long callId = request.callId();
        binding.reset()
                .contact(buffer, Span.start(contact.uri), Span.length(contact.uri))
                .callId(buffer, Span.start(callId), Span.length(callId))
                .cseq(request.cseqNumber())
                .q(contact.q)
                .regId(contact.regId)
                .registeredAtMillis(nowMillis)
                .expiresAtMillis(nowMillis + contact.expiresSeconds * 1000L)
                .path(register.path(), 0, register.pathLength());
        if (contact.instance != Span.NONE) {
            binding.instance(buffer, Span.start(contact.instance), Span.length(contact.instance));
        }
        final long userAgent = request.valueOf(HeaderName.USER_AGENT);
        if (userAgent != Span.NONE) {
            binding.userAgent(buffer, Span.start(userAgent), Span.length(userAgent));
        }
        flowRecord.addTo(binding, contact.isOutbound());
        return encoder.add(binding);
    }

    /** Length of the new set, 0 when no binding is left. */
    int length() {
        return length;
    }
}
