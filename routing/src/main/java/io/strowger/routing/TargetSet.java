// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import io.strowger.location.BindingView;
import io.strowger.sip.message.SipUriEquality;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The target set of RFC 3261 §16.5 in the order in which it is tried: q descending, targets of equal q
 * together (§16.6: in parallel). It owns a copy of all bytes, so it may be kept for serial forking;
 * memory grows to what was needed once and stays. Reusable, one thread.
 *
 * <p>Targets with the same instance-id are one user agent reached over several flows (RFC 5626 §4.2):
 * only the newest is in the set, the others stand in for it when its flow has failed.
 */
public final class TargetSet {
    /** Most targets, stand-ins included. */
    public static final int MAX_TARGETS = 64;

    /** Most bytes of all targets together. */
    public static final int MAX_BYTES = 64 * 1024;

    /** A q value of 1.0. */
    public static final int Q_MAX = BindingView.Q_MAX;

    private static final int URI = 0;
    private static final int PATH = 1;
    private static final int FLOW_TOKEN = 2;
    private static final int RECEIVED = 3;
    private static final int INSTANCE = 4;
    private static final int PARTS = 5;
    private static final int INITIAL_TARGETS = 4;
    private static final int INITIAL_BYTES = 512;

    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[INITIAL_BYTES]);
    private final SipUriEquality uris = new SipUriEquality();
    private long[] spans = new long[INITIAL_TARGETS * PARTS];
    private int[] q = new int[INITIAL_TARGETS];
    private long[] regIds = new long[INITIAL_TARGETS];
    private long[] registeredAt = new long[INITIAL_TARGETS];
    private int total;
    private int size;
    private int used;

    public void reset() {
        total = 0;
        size = 0;
        used = 0;
    }

    /**
     * Adds a bare URI, unless it is in the set (§16.5: a URI is there once); false when the set is
     * full or q is not 0 to 1000.
     */
    public boolean add(
            final DirectBuffer buffer, final int offset, final int length, final int qValue) {
        if (!canTake(length) || qValue < 0 || qValue > Q_MAX) {
            return false;
        }
        final int target = append(qValue, 0, 0);
        spans[target * PARTS + URI] = copy(buffer, offset, length);
        if (!dropIfKnown(target)) {
            size = insert(target, size);
        }
        return true;
    }

    /** Adds a URI as composed by a writer. */
    public boolean add(final SipWriter uri, final int qValue) {
        return !uri.overflowed() && add(uri.buffer(), uri.offset(), uri.length(), qValue);
    }

    /**
     * Adds a binding with all that is needed to reach it, unless the same is in the set; false when
     * the set is full. Equal contacts over different flows or paths are different phones.
     */
    public boolean add(final BindingView binding, final int qValue) {
        final int length =
                binding.contactLength()
                        + binding.pathLength()
                        + binding.flowTokenLength()
                        + binding.receivedLength()
                        + binding.instanceLength();
        if (!canTake(length) || qValue < 0 || qValue > Q_MAX) {
            return false;
        }
        final DirectBuffer from = binding.buffer();
        final int target = append(qValue, binding.regId(), binding.registeredAtMillis());
        final int at = target * PARTS;
        spans[at + URI] = copy(from, binding.contactOffset(), binding.contactLength());
        spans[at + PATH] = copy(from, binding.pathOffset(), binding.pathLength());
        spans[at + FLOW_TOKEN] = copy(from, binding.flowTokenOffset(), binding.flowTokenLength());
        spans[at + RECEIVED] = copy(from, binding.receivedOffset(), binding.receivedLength());
        spans[at + INSTANCE] = copy(from, binding.instanceOffset(), binding.instanceLength());
        if (!dropIfKnown(target)) {
            place(target);
        }
        return true;
    }

    /** Takes the last target out again when another one leads to the same place. */
    private boolean dropIfKnown(final int target) {
        final int at = target * PARTS;
        for (int i = 0; i < target; i++) {
            final int other = i * PARTS;
            if (isSame(spans[at + FLOW_TOKEN], spans[other + FLOW_TOKEN])
                    && isSame(spans[at + PATH], spans[other + PATH])
                    && uris.areEqual(bytes, spans[at + URI], bytes, spans[other + URI])) {
                used = Span.start(spans[at + URI]);
                total--;
                return true;
            }
        }
        return false;
    }

    /** Newest flow of an instance into the set, older ones behind it as stand-ins. */
    private void place(final int target) {
        final int rival = indexOfInstance(spans[target * PARTS + INSTANCE], 0, size);
        if (rival >= 0 && registeredAt[target] <= registeredAt[rival]) {
            return;
        }
        if (rival >= 0) {
            size--;
            move(rival, size);
        }
        size = insert(target, size);
    }

    private int indexOfInstance(final long instance, final int from, final int to) {
        for (int i = from; i < to && instance != Span.NONE; i++) {
            if (isSame(instance, spans[i * PARTS + INSTANCE])) {
                return i;
            }
        }
        return -1;
    }

    private boolean isSame(final long one, final long other) {
        if (one == Span.NONE || other == Span.NONE) {
            return one == other;
        }
        final int length = Span.length(one);
        if (Span.length(other) != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes.getByte(Span.start(one) + i) != bytes.getByte(Span.start(other) + i)) {
                return false;
            }
        }
        return true;
    }

    private boolean canTake(final int length) {
        return total < MAX_TARGETS && used + length <= MAX_BYTES;
    }

    private int append(final int qValue, final long regId, final long registeredAtMillis) {
        if (total == q.length) {
            grow(total * 2);
        }
        final int target = total++;
        Arrays.fill(spans, target * PARTS, target * PARTS + PARTS, Span.NONE);
        q[target] = qValue;
        regIds[target] = regId;
        registeredAt[target] = registeredAtMillis;
        return target;
    }

    private void grow(final int capacity) {
        spans = Arrays.copyOf(spans, capacity * PARTS);
        q = Arrays.copyOf(q, capacity);
        regIds = Arrays.copyOf(regIds, capacity);
        registeredAt = Arrays.copyOf(registeredAt, capacity);
    }

    private long copy(final DirectBuffer buffer, final int offset, final int length) {
        if (length == 0) {
            return Span.NONE;
        }
        reserve(used + length);
        bytes.putBytes(used, buffer, offset, length);
        used += length;
        return Span.of(used - length, used);
    }

    private void reserve(final int capacity) {
        if (capacity > bytes.capacity()) {
            final byte[] larger = new byte[Math.max(capacity, 2 * bytes.capacity())];
            bytes.getBytes(0, larger, 0, used);
            bytes.wrap(larger);
        }
    }

    /** Moves a target down to its place by q among the first {@code count}; gives count + 1. */
    private int insert(final int target, final int count) {
        int place = count;
        while (place > 0 && q[place - 1] < q[target]) {
            place--;
        }
        move(target, place);
        return count + 1;
    }

    private void move(final int from, final int to) {
        final int step = from < to ? 1 : -1;
        for (int at = from; at != to; at += step) {
            swap(at, at + step);
        }
    }

    private void swap(final int one, final int other) {
        for (int part = 0; part < PARTS; part++) {
            final long span = spans[one * PARTS + part];
            spans[one * PARTS + part] = spans[other * PARTS + part];
            spans[other * PARTS + part] = span;
        }
        final int qOne = q[one];
        q[one] = q[other];
        q[other] = qOne;
        final long regIdOne = regIds[one];
        regIds[one] = regIds[other];
        regIds[other] = regIdOne;
        final long registeredAtOne = registeredAt[one];
        registeredAt[one] = registeredAt[other];
        registeredAt[other] = registeredAtOne;
    }

    /** Takes the targets from one on, with all stand-ins, from another set. */
    public void copyFrom(final TargetSet other, final int firstTarget) {
        reset();
        final int count = other.total - firstTarget;
        if (count > q.length) {
            grow(other.q.length);
        }
        reserve(other.used);
        bytes.putBytes(0, other.bytes, 0, other.used);
        System.arraycopy(other.spans, firstTarget * PARTS, spans, 0, count * PARTS);
        System.arraycopy(other.q, firstTarget, q, 0, count);
        System.arraycopy(other.regIds, firstTarget, regIds, 0, count);
        System.arraycopy(other.registeredAt, firstTarget, registeredAt, 0, count);
        used = other.used;
        total = count;
        size = other.size - firstTarget;
    }

    /** Number of targets to be tried, 0 to 64; stand-ins not counted. */
    public int size() {
        return size;
    }

    /** Index after the last target of the group that begins here: those are tried in parallel. */
    public int groupEnd(final int first) {
        int end = first + 1;
        while (end < size && q[end] == q[first]) {
            end++;
        }
        return end;
    }

    /**
     * Another flow to the user agent of a target, for when its own has failed (RFC 5626 §5.3); -1 when
     * there is none left.
     *
     * @param previous -1, or the stand-in tried before
     */
    public int standIn(final int target, final int previous) {
        return indexOfInstance(
                spans[target * PARTS + INSTANCE], Math.max(size, previous + 1), total);
    }

    /** What all spans of targets refer to. */
    public DirectBuffer buffer() {
        return bytes;
    }

    public long uri(final int target) {
        return spans[target * PARTS + URI];
    }

    /**
     * How many targets before this one have the very same URI: phones behind different routers may
     * have the same private address.
     */
    public int occurrence(final int target) {
        int before = 0;
        for (int i = 0; i < target; i++) {
            before += isSame(spans[i * PARTS + URI], spans[target * PARTS + URI]) ? 1 : 0;
        }
        return before;
    }

    /** Values of the Path that the binding was registered over, joined by commas; NONE without. */
    public long path(final int target) {
        return spans[target * PARTS + PATH];
    }

    /** {@link FlowToken} of the flow that the binding was registered over; NONE without. */
    public long flowToken(final int target) {
        return spans[target * PARTS + FLOW_TOKEN];
    }

    /** Where the REGISTER came from when that is not where the contact says; NONE without. */
    public long received(final int target) {
        return spans[target * PARTS + RECEIVED];
    }

    /** Preference in thousandths, 0 to 1000. */
    public int q(final int target) {
        return q[target];
    }

    /** Whether the user agent asked to be reached over its flow only (RFC 5626 §4.2.1). */
    public boolean isFlowOnly(final int target) {
        return regIds[target] != 0;
    }
}
