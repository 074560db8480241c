// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import org.jspecify.annotations.Nullable;

/** A caller, over UDP or over a connection on which nothing is repeated, and its callee. */
final class SimulatedCall {
    private final SwitchSimulationTest.World world;
    final String id;
    final boolean isReliable;
    String state = "new";
    private long ringsUntil = -1;
    private boolean acknowledged;
    private @Nullable String waitsFor;

    SimulatedCall(final SwitchSimulationTest.World world, final String id) {
        this.world = world;
        this.id = id;
        this.isReliable = world.chance.nextBoolean();
    }

    String branch(final String kind) {
        return "z9hG4bK" + id + kind;
    }

    void invite() {
        state = "invited";
        waitsFor = "INVITE";
        request(Messages.request("INVITE", id, branch("i")), "INVITE", 500);
    }

    /** Timers A and E. */
    private void request(final String text, final String method, final int again) {
        world.fromOutside(text, isReliable);
        if (!isReliable) {
            world.after(
                    again,
                    () -> {
                        if (method.equals(waitsFor)) {
                            request(text, method, Math.min(4_000, again * 2));
                        }
                    });
        }
    }

    void answered(final int status, final String method) {
        if (status >= 300) {
            state = state.equals("invited") ? "failed" : state;
        } else if (status < 200) {
            waitsFor = null;
        } else if (method.equals("BYE")) {
            waitsFor = null;
            state = "done";
        } else {
            waitsFor = state.equals("invited") ? null : waitsFor;
            world.fromOutside(Messages.inDialog("ACK", id, branch("a")), isReliable);
            if (state.equals("invited")) {
                state = "talking";
                world.after(50 + world.chance.nextInt(3_000), this::hangUp);
            }
        }
    }

    private void hangUp() {
        waitsFor = "BYE";
        request(Messages.inDialog("BYE", id, branch("b")), "BYE", 500);
    }

    /** The callee has the INVITE: the first time it rings, afterwards it is a repetition. */
    void ring() {
        if (ringsUntil < 0) {
            ringsUntil = world.milli + world.chance.nextInt(3_000);
            world.after((int) (ringsUntil - world.milli), this::pickUp);
        }
    }

    /** A 2xx is repeated by the callee until the ACK comes (RFC 3261 §13.3.1.4). */
    private void pickUp() {
        if (!acknowledged) {
            world.fromOutside(Messages.response(200, "INVITE", id, branch("node")), false);
            world.after(500, this::pickUp);
        }
    }

    void acknowledged() {
        acknowledged = true;
    }

    @Override
    public String toString() {
        return id + (isReliable ? " over a connection" : " over UDP");
    }
}
