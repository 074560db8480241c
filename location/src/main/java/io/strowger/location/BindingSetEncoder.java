// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import io.strowger.location.codec.MessageHeaderEncoder;
import io.strowger.location.codec.StoredBindingSetEncoder;
import io.strowger.location.codec.StoredBindingSetEncoder.BindingsEncoder;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes the value of a BINDING record: {@code wrap}, {@code add} for each binding, {@code length}. */
public final class BindingSetEncoder {
    private static final int FIXED =
            BindingsEncoder.sbeBlockLength()
                    + BindingsEncoder.contactHeaderLength()
                    + BindingsEncoder.pathHeaderLength()
                    + BindingsEncoder.callIdHeaderLength()
                    + BindingsEncoder.instanceHeaderLength()
                    + BindingsEncoder.flowTokenHeaderLength()
                    + BindingsEncoder.receivedHeaderLength()
                    + BindingsEncoder.userAgentHeaderLength();
    private static final long UNSIGNED_INT_MAX = 0xFFFF_FFFFL;

    /** Where the number of members lies in the header of a group. */
    private static final int COUNT_AT = 1;

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final StoredBindingSetEncoder message = new StoredBindingSetEncoder();
    private final Binding copy = new Binding();
    private BindingsEncoder bindings =
            message.wrap(new UnsafeBuffer(new byte[16]), 0).bindingsCount(0);
    private MutableDirectBuffer buffer = new UnsafeBuffer(new byte[16]);
    private int start;
    private int count;

    /** Begins an empty set. The buffer must have room for {@link Limits#VALUE} bytes from offset on, or expand. */
    public BindingSetEncoder wrap(final MutableDirectBuffer buffer, final int offset) {
        this.buffer = buffer;
        start = offset;
        count = 0;
        message.wrapAndApplyHeader(buffer, offset, header);
        bindings = message.bindingsCount(Limits.BINDINGS);
        return this;
    }

    /** Adds a binding; false, and nothing added, when it or the set would pass a limit. */
    public boolean add(final Binding binding) {
        int size = FIXED;
        for (int i = 0; i < BindingField.COUNT; i++) {
            if (binding.lengths[i] > BindingField.maxLength(i)) {
                return false;
            }
            size += binding.lengths[i];
        }
        if (count == Limits.BINDINGS
                || binding.lengths[BindingField.CONTACT] == 0
                || message.limit() - start + size > Limits.VALUE
                || !numbersInRange(binding)) {
            return false;
        }
        bindings.next()
                .expiresAtMillis(binding.expiresAtMillis)
                .registeredAtMillis(binding.registeredAtMillis)
                .cseq(binding.cseq)
                .regId(binding.regId)
                .q(binding.q);
        putFields(binding);
        count++;
        return true;
    }

    /** Adds a binding unchanged. */
    public boolean add(final BindingView binding) {
        return add(copy.from(binding));
    }

    private static boolean numbersInRange(final Binding binding) {
        return binding.q >= 0
                && binding.q <= BindingView.Q_MAX
                && binding.cseq >= 0
                && binding.cseq <= UNSIGNED_INT_MAX
                && binding.regId >= 0
                && binding.regId <= UNSIGNED_INT_MAX;
    }

    private void putFields(final Binding b) {
        int i = 0;
        bindings.putContact(b.buffers[i], b.offsets[i], b.lengths[i]);
        i++;
        bindings.putPath(b.buffers[i], b.offsets[i], b.lengths[i]);
        i++;
        bindings.putCallId(b.buffers[i], b.offsets[i], b.lengths[i]);
        i++;
        bindings.putInstance(b.buffers[i], b.offsets[i], b.lengths[i]);
        i++;
        bindings.putFlowToken(b.buffers[i], b.offsets[i], b.lengths[i]);
        i++;
        bindings.putReceived(b.buffers[i], b.offsets[i], b.lengths[i]);
        i++;
        bindings.putUserAgent(b.buffers[i], b.offsets[i], b.lengths[i]);
    }

    /** Number of bindings added. */
    public int count() {
        return count;
    }

    /** Length of the value, or 0 when the set is empty: an empty value is how a record is deleted. */
    public int length() {
        buffer.putByte(
                start + CodecHeader.LENGTH + StoredBindingSetEncoder.BLOCK_LENGTH + COUNT_AT,
                (byte) count);
        return count == 0 ? 0 : message.limit() - start;
    }
}
