// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.routing.RouteInformation;
import io.strowger.routing.TargetSet;
import io.strowger.sip.message.SipWriter;

/** What is particular to the copy for one target. Reusable. */
final class Hop {
    private RouteInformation route;
    private TargetSet targets;
    private int target;
    private long identity;
    private long loop;
    private long proof;
    private int breadth;

    Hop(final RouteInformation route, final TargetSet targets) {
        this.route = route;
        this.targets = targets;
    }

    Hop set(final RouteInformation routeHeaders, final TargetSet targetSet, final int index) {
        route = routeHeaders;
        targets = targetSet;
        target = index;
        return this;
    }

    void branch(final long identityPart, final long loopPart, final long proofPart) {
        identity = identityPart;
        loop = loopPart;
        proof = proofPart;
    }

    void breadth(final int share) {
        breadth = share;
    }

    RouteInformation route() {
        return route;
    }

    TargetSet targets() {
        return targets;
    }

    int target() {
        return target;
    }

    void writeBranch(final SipWriter target) {
        BranchParameter.write(identity, loop, proof, target);
    }

    /** Max-Breadth of the copy, 0 = the header is left alone. */
    int breadth() {
        return breadth;
    }
}
