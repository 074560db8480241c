// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import io.strowger.location.AddressOfRecord;
import io.strowger.location.BindingSetView;
import io.strowger.location.BindingView;
import io.strowger.location.LocationReader;
import io.strowger.sip.message.SipUriView;
import io.strowger.sip.message.Span;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Bindings of an address-of-record as targets (RFC 3261 §16.5). Reusable, one thread. */
final class BindingLookup {
    private static final int NOT_FOUND = -1;
    private static final int SIPS_LENGTH = 5;

    private final UnsafeBuffer aor = new UnsafeBuffer(new byte[AddressOfRecord.MAX_LENGTH]);
    private final BindingSetView bindings = new BindingSetView();
    private final BindingView binding = new BindingView();
    private int length = NOT_FOUND;

    /** Takes the address-of-record of a URI; false when it can be none (malformed escape, too long). */
    boolean aorOf(final DirectBuffer buffer, final SipUriView uri) {
        final long user = uri.user();
        length =
                AddressOfRecord.write(
                        buffer,
                        user == Span.NONE ? 0 : Span.start(user),
                        Span.length(user),
                        Span.start(uri.host()),
                        Span.length(uri.host()),
                        aor,
                        0);
        return length > 0;
    }

    /** The canonical address-of-record taken last. */
    DirectBuffer aor() {
        return aor;
    }

    int length() {
        return length;
    }

    /** Length of the user part of the address-of-record. */
    int userLength() {
        int at = length - 1;
        while (at >= 0 && aor.getByte(at) != '@') {
            at--;
        }
        return Math.max(at, 0);
    }

    /**
     * Adds the bindings that have not expired.
     *
     * @param securely only contacts that are sips URIs (RFC 3261 §26.2.2)
     * @param rank q for all of them, or -1 to take each one's own
     * @return whether there are bindings at all, be they expired
     */
    boolean addTargets(
            final LocationReader reader,
            final TargetSet targets,
            final boolean securely,
            final int rank,
            final long nowMillis) {
        if (!reader.bindings(aor, 0, length, bindings)) {
            return false;
        }
        for (int i = 0; i < bindings.count(); i++) {
            bindings.binding(i, binding);
            if (binding.expiresAtMillis() > nowMillis && (!securely || isSips())) {
                targets.add(binding, rank < 0 ? binding.q() : rank);
            }
        }
        return bindings.count() > 0;
    }

    private boolean isSips() {
        final int at = binding.contactOffset();
        return binding.contactLength() > SIPS_LENGTH
                && (binding.buffer().getByte(at + 3) | 0x20) == 's'
                && binding.buffer().getByte(at + 4) == ':';
    }
}
