// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import java.util.HashMap;
import java.util.Map;

/**
 * A cluster node behind two switches: a stateful proxy that sends what it has to send by the switch of the
 * newest term it has heard of, and refuses frames of an older one.
 */
final class SwitchedNodeProcess {
    private static final int T1 = 500;
    private static final int T2 = 4_000;
    private static final int GIVE_UP = 64 * T1;

    /** What it knows of a transaction: the last status that came from the callee, 0 for none. */
    private static final class Transaction {
        private int status;
    }

    private final SwitchPair world;
    private final int number;
    private final Map<String, Transaction> transactions = new HashMap<>();
    private PairedSwitch active;
    private long term;

    SwitchedNodeProcess(final SwitchPair world, final int number) {
        this.world = world;
        this.number = number;
        active = world.switches[0];
    }

    /** Whoever says that he is active is, if his term is the newest. */
    void hear(final PairedSwitch from, final long heard) {
        if (!from.isCut && heard >= term) {
            term = heard;
            active = from;
        }
    }

    void receive(final PairedSwitch from, final long ofTerm, final String text) {
        hear(from, ofTerm);
        if (ofTerm < term) {
            world.refusedByNodes++;
            return;
        }
        final String method = SipText.methodOf(text);
        final int call = SipText.callOf(text);
        final int status = SipText.statusOf(text);
        if (status > 0) {
            response(status, method, call);
        } else if (method.equals("ACK")) {
            out(SipText.request("ACK", call, "node"));
        } else {
            request(method, call);
        }
    }

    private void request(final String method, final int call) {
        final String key = method + call;
        Transaction known = transactions.get(key);
        if (known != null) {
            final int status = known.status == 0 ? 100 : known.status;
            if (method.equals("INVITE") || status >= 200) {
                out(SipText.response(status, method, call, "caller"));
            }
            return;
        }
        known = new Transaction();
        transactions.put(key, known);
        if (method.equals("INVITE")) {
            out(SipText.response(100, method, call, "caller"));
        }
        forward(known, method, call, T1, GIVE_UP);
    }

    private void forward(
            final Transaction transaction,
            final String method,
            final int call,
            final int again,
            final int left) {
        final boolean isOver =
                method.equals("INVITE") ? transaction.status > 0 : transaction.status >= 200;
        if (isOver || left <= 0) {
            return;
        }
        out(SipText.request(method, call, "node"));
        final int most = method.equals("INVITE") ? Integer.MAX_VALUE : T2;
        world.after(
                again,
                () -> forward(transaction, method, call, Math.min(most, again * 2), left - again));
    }

    /** Of an INVITE any node forwards it; of another request only who has it (RFC 4320 §4.3). */
    private void response(final int status, final String method, final int call) {
        final Transaction known = transactions.get(method + call);
        if (known != null) {
            known.status = Math.max(known.status, status);
        } else if (!method.equals("INVITE")) {
            return;
        }
        out(SipText.response(status, method, call, "caller"));
    }

    private void out(final String text) {
        final PairedSwitch by = active;
        world.after(1 + world.chance.nextInt(2), () -> by.fromNode(number, text));
    }
}
