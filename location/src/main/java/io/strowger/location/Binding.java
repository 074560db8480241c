// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One binding on its way into a {@link BindingSetEncoder}: remembers where its parts lie and copies nothing. Reusable;
 * the buffers handed in must stay unchanged until the binding has been added.
 */
public final class Binding {
    private static final DirectBuffer EMPTY = new UnsafeBuffer(new byte[0]);

    final DirectBuffer[] buffers = new DirectBuffer[BindingField.COUNT];
    final int[] offsets = new int[BindingField.COUNT];
    final int[] lengths = new int[BindingField.COUNT];
    int q;
    long expiresAtMillis;
    long registeredAtMillis;
    long cseq;
    long regId;

    public Binding() {
        reset();
    }

    /** Everything empty, q 1.0. */
    public Binding reset() {
        for (int i = 0; i < BindingField.COUNT; i++) {
            buffers[i] = EMPTY;
            offsets[i] = 0;
            lengths[i] = 0;
        }
        q = BindingView.Q_MAX;
        expiresAtMillis = 0;
        registeredAtMillis = 0;
        cseq = 0;
        regId = 0;
        return this;
    }

    /** All parts of a stored binding, as the start of a changed one. */
    public Binding from(final BindingView view) {
        for (int i = 0; i < BindingField.COUNT; i++) {
            buffers[i] = view.buffer();
            offsets[i] = view.fieldOffset(i);
            lengths[i] = view.fieldLength(i);
        }
        return q(view.q())
                .expiresAtMillis(view.expiresAtMillis())
                .registeredAtMillis(view.registeredAtMillis())
                .cseq(view.cseq())
                .regId(view.regId());
    }

    /** Contact URI, 1..1024 bytes. */
    public Binding contact(final DirectBuffer buffer, final int offset, final int length) {
        return set(BindingField.CONTACT, buffer, offset, length);
    }

    /** Path values of RFC 3327 joined by ", ", at most 4096 bytes. */
    public Binding path(final DirectBuffer buffer, final int offset, final int length) {
        return set(BindingField.PATH, buffer, offset, length);
    }

    /** At most 254 bytes. */
    public Binding callId(final DirectBuffer buffer, final int offset, final int length) {
        return set(BindingField.CALL_ID, buffer, offset, length);
    }

    /** Value of +sip.instance (RFC 5626 §4.1), at most 254 bytes. */
    public Binding instance(final DirectBuffer buffer, final int offset, final int length) {
        return set(BindingField.INSTANCE, buffer, offset, length);
    }

    /** Opaque token of the flow it was registered over, at most 64 bytes. */
    public Binding flowToken(final DirectBuffer buffer, final int offset, final int length) {
        return set(BindingField.FLOW_TOKEN, buffer, offset, length);
    }

    /** Where it came from, "host:port;transport", at most 128 bytes. */
    public Binding received(final DirectBuffer buffer, final int offset, final int length) {
        return set(BindingField.RECEIVED, buffer, offset, length);
    }

    /** For display; cut at 128 bytes. */
    public Binding userAgent(final DirectBuffer buffer, final int offset, final int length) {
        return set(BindingField.USER_AGENT, buffer, offset, Math.min(length, Limits.USER_AGENT));
    }

    /** Preference in thousandths, 0..1000. */
    public Binding q(final int thousandths) {
        q = thousandths;
        return this;
    }

    /** Epoch milliseconds. */
    public Binding expiresAtMillis(final long millis) {
        expiresAtMillis = millis;
        return this;
    }

    /** Epoch milliseconds. */
    public Binding registeredAtMillis(final long millis) {
        registeredAtMillis = millis;
        return this;
    }

    /** 0..2^32-1. */
    public Binding cseq(final long number) {
        cseq = number;
        return this;
    }

    /** RFC 5626 §4.2 reg-id, 0 = none, at most 2^32-1. */
    public Binding regId(final long number) {
        regId = number;
        return this;
    }

    private Binding set(
            final int field, final DirectBuffer buffer, final int offset, final int length) {
        buffers[field] = buffer;
        offsets[field] = offset;
        lengths[field] = length;
        return this;
    }
}
