// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import static io.strowger.location.MemoryLocation.contact;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.strowger.location.BindingSetEncoder;
import io.strowger.location.BindingSetView;
import io.strowger.location.DatabaseState;
import io.strowger.location.DomainView;
import io.strowger.location.Limits;
import io.strowger.location.LocationReader;
import io.strowger.location.NumberRouteView;
import io.strowger.location.ServiceOverride;
import io.strowger.location.UserView;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.TransportProtocol;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** An INVITE and a BYE on the way of a call leave no garbage behind here. */
class AllocationTest {
    private static final int CALLS = 20_000;

    private final ServedDomains domains =
            new ServedDomains(
                    List.of("example.org"),
                    List.of(new LocalPoint(TransportProtocol.UDP, "127.0.0.1", 5060, 0)));
    private final DialogToken tokens = new DialogToken(Requests.key());
    private final RouteInformation info = new RouteInformation(domains, tokens);
    private final RequestValidation validation = new RequestValidation();
    private final Router router = new Router(domains, ServiceOverride.PROXY);
    private final TargetSet targets = new TargetSet();
    private final NextHop hop =
            new NextHop((b, o, l, port, protocol, into) -> NextHopResolver.Resolution.NONE);
    private final OwnResponse response = new OwnResponse(Requests.key());
    private final Flow flow = Requests.flow(Requests.UDP_POINT, "192.0.2.77", 5060);
    private final LocationReader reader = new OneBinding();
    private final SipMessage invite = Requests.request("INVITE", "sip:bob@example.org", "");
    private final SipMessage bye =
            Requests.request(
                    "BYE",
                    "sip:bob@10.0.0.1:5070",
                    "Route: <sip:127.0.0.1;lr;d="
                            + String.format("%016x", tokens.of(invite))
                            + ">\nTo: <sip:bob@example.org>;tag=2\n");

    @Test
    void routingACallAllocatesNothing() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < CALLS; i++) {
            call();
        }
        final long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            call();
        }
        final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat((double) allocated / CALLS).as("bytes per call").isLessThan(1.0);
    }

    private void call() {
        pass(invite, RouteDecision.Kind.FORWARD);
        pass(bye, RouteDecision.Kind.FOREIGN);
        response.begin(invite, flow, 404);
        response.end();
    }

    private void pass(final SipMessage request, final RouteDecision.Kind expected) {
        validation.check(request);
        info.read(request, reader);
        final RouteDecision decision = router.route(request, info, reader, targets, false, 1000);
        if (decision.kind() != expected || hop.toTarget(targets, 0) != NextHop.Outcome.FOUND) {
            throw new AssertionError(decision.toString());
        }
    }

    /** Bob's binding and nothing else, without a map in between. */
    private static final class OneBinding implements LocationReader {
        private final UnsafeBuffer value = new UnsafeBuffer(new byte[Limits.VALUE]);
        private final int length;

        OneBinding() {
            final BindingSetEncoder encoder = new BindingSetEncoder().wrap(value, 0);
            encoder.add(contact("sip:bob@10.0.0.1:5070", 1000, Long.MAX_VALUE));
            length = encoder.length();
        }

        @Override
        public boolean bindings(
                final DirectBuffer aor,
                final int offset,
                final int size,
                final BindingSetView into) {
            return into.wrap(value, 0, length, 1);
        }

        @Override
        public boolean user(
                final DirectBuffer aor, final int offset, final int size, final UserView into) {
            return false;
        }

        @Override
        public boolean numberRoute(
                final DirectBuffer digits,
                final int offset,
                final int size,
                final NumberRouteView into) {
            return false;
        }

        @Override
        public boolean domain(
                final DirectBuffer host, final int offset, final int size, final DomainView into) {
            return false;
        }

        @Override
        public boolean secret(final String name, final UnsafeBuffer into) {
            return false;
        }

        @Override
        public boolean lastLookupDamaged() {
            return false;
        }

        @Override
        public DatabaseState state() {
            return DatabaseState.NONE;
        }

        @Override
        public void release() {}

        @Override
        public void close() {}
    }
}
