// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.routing.TargetSet;
import io.strowger.sip.transaction.ServerTransaction;
import org.jspecify.annotations.Nullable;

/**
 * What the proxy knows about one request while its branches are out (RFC 3261 §16.7): the server
 * transaction, the branches, the targets not yet tried, the best response so far. Pooled; lives until
 * the last of its transactions has ended, because a 2xx may come late.
 */
final class ResponseContext {
    private final ClientBranch[] branches;
    private int branchCount;

    @Nullable ServerTransaction server;

    /** Kept only while there are further targets to try. */
    @Nullable TargetSet targets;

    @Nullable BestResponse best;
    int nextTarget;

    /** Branches without final response. */
    int pending;

    /** Client transactions that have not ended. */
    int liveBranches;

    /** The caller has its final response, or never gets one. */
    boolean answered;

    /** No further targets: a 2xx, a 6xx or a CANCEL has come. */
    boolean closed;

    /** Max-Breadth that each branch may spend (RFC 5393 §5.3.3). */
    int breadth;

    ResponseContext(final int maxBranches) {
        branches = new ClientBranch[maxBranches];
    }

    void reset() {
        branchCount = 0;
        server = null;
        targets = null;
        best = null;
        nextTarget = 0;
        pending = 0;
        liveBranches = 0;
        answered = false;
        closed = false;
        breadth = 0;
    }

    boolean isFull() {
        return branchCount == branches.length;
    }

    void add(final ClientBranch branch) {
        branch.context = this;
        branches[branchCount++] = branch;
        pending++;
        liveBranches++;
    }

    void remove(final ClientBranch branch) {
        for (int i = 0; i < branchCount; i++) {
            if (branches[i] == branch) {
                branches[i] = branches[--branchCount];
                return;
            }
        }
    }

    int branchCount() {
        return branchCount;
    }

    ClientBranch branch(final int index) {
        return branches[index];
    }

    boolean hasMoreTargets() {
        final TargetSet left = targets;
        return !closed && left != null && nextTarget < left.size();
    }

    boolean isOver() {
        return server == null && liveBranches == 0;
    }
}
