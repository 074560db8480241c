// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import io.strowger.location.Limits;
import io.strowger.location.LocationReader;
import io.strowger.location.NumberRouteView;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipUriView;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Telephone numbers: tel URIs and user parts that look like one, with their visual separators taken
 * out (RFC 3966 §5.1.1), routed to the targets of a number route. Targets are tried one after the
 * other by priority, then by a draw over the weights which depends on the Call-ID alone, so that each
 * node of the cluster draws the same. Reusable, one thread.
 *
 * <p>A target without user part gets the number dialled as its user; one that is an address-of-record
 * of ours stands for its bindings.
 */
final class NumberRouting {
    private static final int MAX_URI = Limits.TARGET_URI + Limits.KEY + 1;

    private final ServedDomains domains;
    private final BindingLookup bindings = new BindingLookup();
    private final UnsafeBuffer digits = new UnsafeBuffer(new byte[Limits.DIGITS]);
    private final NumberRouteView route = new NumberRouteView();
    private final UnsafeBuffer composed = new UnsafeBuffer(new byte[MAX_URI]);
    private final SipWriter writer = new SipWriter();
    private final SipUriView target = new SipUriView();
    private final int[] order = new int[Limits.TARGETS];
    private int length;
    private boolean refusedOutside;

    NumberRouting(final ServedDomains domains) {
        this.domains = domains;
    }

    /** Takes a number of 1 to 32 digits; false when the text is none. */
    boolean take(final DirectBuffer buffer, final int offset, final int size) {
        length = 0;
        boolean hasDigit = false;
        for (int at = offset; at < offset + size; at++) {
            final byte b = buffer.getByte(at);
            if (b == '-' || b == '.' || b == '(' || b == ')') {
                continue;
            }
            final boolean digit = (b >= '0' && b <= '9') || b == '*' || b == '#';
            if (length == Limits.DIGITS || !(digit || (b == '+' && length == 0))) {
                length = 0;
                return false;
            }
            hasDigit |= digit;
            digits.putByte(length++, b);
        }
        return hasDigit;
    }

    /**
     * Adds the targets of the number taken.
     *
     * @param mayCallOut whether targets outside our domains are allowed
     * @return whether there is a route for the number
     */
    boolean addTargets(
            final SipMessage request,
            final LocationReader reader,
            final TargetSet targets,
            final boolean mayCallOut,
            final long nowMillis) {
        refusedOutside = false;
        if (!reader.numberRoute(digits, 0, length, route)) {
            return false;
        }
        final int count = sort(request);
        for (int rank = 0; rank < count; rank++) {
            compose(order[rank]);
            if (!writer.overflowed()
                    && target.wrap(composed, Span.of(0, writer.length())) == Malformation.NONE) {
                addTarget(reader, targets, mayCallOut, TargetSet.Q_MAX - rank, nowMillis);
            }
        }
        return true;
    }

    /** Whether a target was left out because the caller may not call out. */
    boolean refusedOutside() {
        return refusedOutside;
    }

    private void addTarget(
            final LocationReader reader,
            final TargetSet targets,
            final boolean mayCallOut,
            final int rank,
            final long nowMillis) {
        if (!target.isSipOrSips()) {
            return;
        }
        final boolean ours =
                domains.isDomain(composed, target.host(), reader)
                        || domains.isOwnAddress(composed, target.host(), target.port());
        final boolean served = ours || domains.isServed(composed, target.host(), 0, reader);
        if (served
                && bindings.aorOf(composed, target)
                && bindings.addTargets(reader, targets, false, rank, nowMillis)) {
            return;
        }
        if (ours) {
            return; // known to be nobody: forwarding it would come back to this router
        }
        if (mayCallOut) {
            targets.add(composed, 0, writer.length(), rank);
        } else {
            refusedOutside = true;
        }
    }

    /** The target's URI, with the number as its user when it has none. */
    private void compose(final int index) {
        final DirectBuffer from = route.buffer();
        final int start = route.uriOffset(index);
        final int size = route.uriLength(index);
        writer.wrap(composed, 0, MAX_URI);
        if (target.wrap(from, start, size) == Malformation.NONE
                && target.isSipOrSips()
                && target.user() == Span.NONE) {
            final int hostStart = Span.start(target.host());
            writer.put(from, start, hostStart - start).put(digits, 0, length).put('@');
            escapeHashes();
            writer.put(from, hostStart, start + size - hostStart);
        } else {
            writer.put(from, start, size);
        }
    }

    /** §25.1: # is no character of a user part. Rare, so done afterwards. */
    private void escapeHashes() {
        for (int at = 0; at < length; at++) {
            if (digits.getByte(at) == '#') {
                writer.rewind(writer.position() - length - 1);
                putEscaped();
                return;
            }
        }
    }

    private void putEscaped() {
        for (int at = 0; at < length; at++) {
            final char c = (char) digits.getByte(at);
            if (c == '#') {
                writer.put('%').put('2').put('3');
            } else {
                writer.put(c);
            }
        }
        writer.put('@');
    }

    /** Indexes of the route's targets in the order in which they are tried; gives their number. */
    private int sort(final SipMessage request) {
        final int count = route.count();
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        long draw = seed(request);
        for (int rank = 0; rank < count; rank++) {
            final int chosen = choose(rank, count, draw >>> 33);
            final int moved = order[rank];
            order[rank] = order[chosen];
            order[chosen] = moved;
            draw = draw * 6364136223846793005L + 1442695040888963407L;
        }
        return count;
    }

    /** Place of the next target: of lowest priority, and among those by weight (RFC 2782's draw). */
    private int choose(final int from, final int count, final long draw) {
        int lowest = Integer.MAX_VALUE;
        long weights = 0;
        int chosen = from;
        for (int i = from; i < count; i++) {
            final int priority = route.priority(order[i]);
            if (priority < lowest) {
                lowest = priority;
                weights = 0;
                chosen = i;
            }
            weights += priority == lowest ? route.weight(order[i]) : 0;
        }
        long left = weights == 0 ? 0 : draw % weights;
        for (int i = from; i < count && weights > 0; i++) {
            if (route.priority(order[i]) == lowest) {
                left -= route.weight(order[i]);
                if (left < 0) {
                    return i;
                }
            }
        }
        return chosen;
    }

    private static long seed(final SipMessage request) {
        long hash = 0xcbf29ce484222325L;
        final long callId = request.callId();
        for (int at = Span.start(callId); at < Span.end(callId); at++) {
            hash = (hash ^ request.buffer().getByte(at)) * 0x100000001b3L;
        }
        return (hash ^ hash >>> 32) * 0x9E3779B97F4A7C15L;
    }
}
